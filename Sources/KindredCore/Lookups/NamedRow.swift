/// A row of values by name.
///
/// ```swift
/// for row in try await Entry.objects.values(byName: "headline", "blog__name").all() {
///   let headline = try row.value("headline", as: String.self)
///   print(headline, row["blog__name"] ?? .null)
/// }
/// ```
public struct NamedRow: Sendable {
  /// The names and types of a result, which all of its rows share.
  final class Columns: Sendable {
    let names: [String]
    let codecs: [FieldCodec]
    let indices: [String: Int]
    /// The values that are keys, whose stored form is checked when they are read, as in a model.
    private let keys: KeyColumns

    init(_ outputs: [NamedOutput], keys: KeyColumns = .none) {
      self.keys = keys
      names = outputs.map(\.name)
      codecs = outputs.map { FieldCodec($0.type) }
      indices = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// Reads a row whose values begin at a column.
    func read(_ row: borrowing DatabaseRow, from start: Int) throws -> NamedRow {
      var values: [DatabaseValue] = []
      values.reserveCapacity(codecs.count)
      for (index, codec) in codecs.enumerated() {
        values.append(try codec.read(row, column: Int32(start + index), isKey: keys.contains(index)))
      }
      return NamedRow(columns: self, values: values)
    }
  }

  let columns: Columns
  /// The values, in the order of the names.
  public let values: [DatabaseValue]

  /// The names of the values, in the order in which they were selected.
  public var names: [String] { columns.names }

  /// The value with a name; nil if there is none with this name.
  public subscript(name: String) -> DatabaseValue? { columns.indices[name].map { values[$0] } }

  /// The value with a name, as a Swift type.
  ///
  /// - Throws: ``KindredError/Code/invalidName`` if there is no such name, and ``KindredError/Code/decoding`` if the
  ///   value has another type.
  public func value<Value: FieldValue>(_ name: String, as type: Value.Type) throws -> Value {
    let value = try value(name)
    do {
      return try ValueRow.read(FieldCodec(type).convert(value), as: type)
    } catch let error as CellError {
      throw KindredError(.decoding, "The value \(NameText.quoted(name)) \(error.text).")
    } catch let error as FieldValueError {
      throw KindredError(.decoding, "The value \(NameText.quoted(name)): \(error.problem).")
    }
  }

  /// The text of the value with a name, as ``FieldCodec/text(of:)`` writes it; nil for NULL.
  ///
  /// - Throws: ``KindredError/Code/invalidName`` if there is no such name.
  public func text(_ name: String) throws -> String? {
    let value = try value(name)
    return value.isNull ? nil : try FieldCodec.text(of: value)
  }

  private func value(_ name: String) throws -> DatabaseValue {
    guard let value = self[name] else {
      throw KindredError(
        .invalidName,
        "The row has no value \(NameText.quoted(name)).\(NameText.help(for: name, choices: names))")
    }
    return value
  }
}

extension NamedRow: Hashable {
  /// Whether the two have the same names and values.
  public static func == (lhs: NamedRow, rhs: NamedRow) -> Bool {
    (lhs.columns === rhs.columns || lhs.names == rhs.names) && lhs.values == rhs.values
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(names)
    hasher.combine(values)
  }
}

extension FieldCodec {
  /// Reads a cell as a value of the type, which may be NULL.
  func read(_ row: borrowing DatabaseRow, column: Int32, isKey: Bool) throws -> DatabaseValue {
    func read<Value: FieldValue>(
      _ type: Value.Type, _ row: borrowing DatabaseRow, _ column: Int32, _ isKey: Bool
    ) throws -> DatabaseValue {
      if isKey, !row.isNull(column) { return try Value(key: row, column: column).databaseValue() }
      return try Value.readOptional(row, column: column)?.databaseValue() ?? .null
    }
    return try read(base, row, column, isKey)
  }
}
