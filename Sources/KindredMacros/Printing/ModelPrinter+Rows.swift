import KindredModelSyntax

extension ModelPrinter {
  /// Reading from rows and binding to statements.
  var rowMembers: [String] { [rowInitialiser, append, bindFields, databaseValue, read] }

  /// All values are read before the first is stored. Otherwise the compiler would copy the partly initialised instance,
  /// for the case that a read throws.
  private var rowInitialiser: String {
    var links = 0
    var lines = columns.enumerated().map { index, column in
      defer { links += column.property?.foreignKey == nil ? 0 : 1 }
      return "let value\(index) = \(column.reading(index: index, link: links))"
    }
    lines += columns.enumerated().map { index, column in "\(column.storedName) = value\(index)" }
    if model.knowsNewInstances { lines.append("self.isKnownToBeNew = false") }
    return """
      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      \(access)init(row: borrowing Kindred.DatabaseRow) throws {
      \(lines.body)
      }
      """
  }

  private var append: String {
    """
    /// Reads an instance and appends it.
    \(access)static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [\(model.spelledName)]) throws {
      models.append(try \(model.spelledName)(row: row))
    }
    """
  }

  private var bindFields: String {
    let fields = columns.filter { $0.property.map { !$0.isPrimaryKey } ?? false }
    return """
      /// Binds every column except the primary key, in the schema's order.
      \(access)func bindFields(to writer: inout Kindred.ParameterWriter) throws {
      \(fields.map { "try \($0.bound).bind(to: &writer)" }.body)
      }
      """
  }

  private var databaseValue: String {
    let cases = columns.enumerated().map { "case \($0): try \($1.bound).databaseValue()" } + ["default: .null"]
    return """
      /// The value of one column, by its index in the schema.
      \(access)func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
      \(cases.body)
        }
      }
      """
  }

  private var read: String {
    let cases = columns.enumerated().map { "case \($0): \($1.rereading)" } + ["default: break"]
    return """
      /// Reads one column, by its index in the schema, from a cell of a row.
      \(access)mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
      \(cases.body)
        }
      }
      """
  }
}
