import KindredModelSyntax

extension ModelPrinter {
  /// Reading from rows and binding to statements.
  var rowMembers: [String] { rowPartMembers + [rowInitialiser, append, bindFields, databaseValue, read] }

  /// The values of the columns as `init(row:)` reads them.
  private var readings: [String] {
    columns.enumerated().map { index, column in
      let position = position(index)
      // Cells are counted in 32 bits.
      let cell = Int(position) == nil ? "Swift.Int32(\(position))" : position
      return column.reading(column: cell, field: position, link: link(index))
    }
  }

  /// All values are read before the first is stored. Otherwise the compiler would copy the partly initialised instance,
  /// for the case that a read throws.
  private var rowInitialiser: String {
    let lines =
      isWide
      ? rowParts.enumerated().map { number, part in
        "let (\(part.map { "value\($0)" }.joined(separator: ", "))) = try Self.values\(number)(row)"
      } : readings.enumerated().map { index, reading in "let value\(index) = \(reading)" }
    var assignments = columns.enumerated().map { index, column in "\(column.storedName) = value\(index)" }
    assignments.append("self.rowOrigin = row.origin(key: \(keyValue))")
    if model.knowsNewInstances { assignments.append("self.isKnownToBeNew = false") }
    return """
      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      \(access)nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
      \(lines.body)
      \(assignments.assigningBody)
      }
      """
  }

  /// The value of the primary key, as `init(row:)` has read it.
  private var keyValue: String {
    let index = columns.firstIndex { $0.property?.isPrimaryKey ?? true } ?? 0
    return "value\(index)" + (columns[index].property?.foreignKey == nil ? "" : ".key")
  }

  /// Whether reading a row is in parts: each reading that throws takes code that destroys all values before it, which for
  /// six hundred columns is half of what the compiler has to do.
  private var isWide: Bool { columns.count > 64 }

  /// The columns of each part of reading a wide row.
  private var rowParts: [Range<Int>] {
    stride(from: 0, to: columns.count, by: 24).map { $0..<min($0 + 24, columns.count) }
  }

  /// The parts of reading a wide row.
  private var rowPartMembers: [String] {
    guard isWide else { return [] }
    let readings = readings
    return rowParts.enumerated().map { number, part in
      let types = part.map { columns[$0].storedType }.joined(separator: ", ")
      return """
        private nonisolated static func values\(number)(_ row: borrowing Kindred.DatabaseRow) throws -> (\(types)) {
        \(part.map { "let value\($0) = \(readings[$0])" }.body)
          return (\(part.map { "value\($0)" }.joined(separator: ", ")))
        }
        """
    }
  }

  private var append: String {
    """
    /// Reads an instance and appends it.
    \(access)nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [\(model.spelledName)]) throws {
      models.append(try \(model.spelledName)(row: row))
    }
    """
  }

  private var bindFields: String {
    let fields = columns.filter { $0.property.map { !$0.isPrimaryKey } ?? false }
    return """
      /// Binds every column but the primary key, in the schema's order.
      \(access)nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
      \(fields.map(\.binding).body)
      }
      """
  }

  private var databaseValue: String {
    let cases =
      columns.enumerated().map { index, column in
        "case \(pattern(index)): try "
          + (column.isGroup
            ? "\(column.storedName).databaseValue(at: index - \(position(index)))" : "\(column.bound).databaseValue()")
      } + ["default: .null"]
    return """
      /// The value of one column, by its index in the schema.
      \(access)nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
      \(cases.body)
        }
      }
      """
  }

  /// What the index of a column, or of one of a set, is in a `switch`.
  private func pattern(_ index: Int) -> String {
    let position = position(index)
    guard columns[index].isGroup, let type = columns[index].property?.type else { return position }
    return "\(position)..<(\(position) + \(type).columnCount)"
  }

  private var read: String {
    let cases =
      columns.enumerated().map { index, column in
        "case \(pattern(index)): "
          + (column.isGroup
            ? "try \(column.storedName).read(row, column: column, into: index - \(position(index)))" : column.rereading)
      } + ["default: break"]
    return """
      /// Reads one column, by its index in the schema, from a cell of a row.
      \(access)nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
      \(cases.body)
        }
      }
      """
  }
}
