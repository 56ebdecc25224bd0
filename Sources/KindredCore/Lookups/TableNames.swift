#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the names in a check or an index of a table mean: its columns.
struct TableNames: Sendable {
  /// The table's name.
  let table: String
  /// What messages call it: the name of its model, or the table's in quotation marks.
  let owner: String
  private let fields: [String: FieldSchema]
  private let columns: Set<String>

  init(_ table: TableState, owner: String? = nil) {
    self.table = table.name
    self.owner = owner ?? "\"\(table.name)\""
    columns = Set(table.columns.map(\.name))
    fields = Dictionary(table.columns.map { ($0.name, FieldSchema(column: $0)) }) { first, _ in first }
  }

  /// The column with a name.
  func field(_ name: String) throws -> FieldSchema {
    if let field = fields[name] { return field }
    throw KindredError(
      .invalidName,
      "The table \"\(table)\" has no column \(NameText.quoted(name))."
        + NameText.help(for: name, choices: columns.sorted())
    ) { $0.table = table }
  }

  /// The parts of a path, the first of which is a column.
  func path(_ text: String) throws -> NamePath {
    guard let found = ColumnPath(text, of: columns) else { return try NamePath(text) }
    return try NamePath(found.column, rest: found.rest)
  }
}

extension FieldSchema {
  /// The field that a column of a table is, whose Swift type is the usual one for the column's.
  fileprivate convenience init(column: ColumnState) {
    let type = column.type.kind.valueType
    self.init(
      name: column.name, column: column.name, type: column.type, isNullable: column.isNullable,
      options: FieldOptions(), choices: nil, relation: nil,
      codec: FieldCodec(column.isNullable ? type.optionalType : type))
  }
}

extension FieldValue {
  /// The optional of the type, for a type that is only known at run time.
  fileprivate static var optionalType: any FieldValue.Type { Self?.self }
}

extension ArrayElement {
  /// The array of the type, for a type that is only known at run time.
  fileprivate static var arrayType: any FieldValue.Type { [Self].self }
}

extension ColumnType.Kind {
  /// The usual Swift type of a column's values.
  fileprivate var valueType: any FieldValue.Type {
    switch self {
    case .integer(bits: 16, isSigned: true): Int16.self
    case .integer(bits: 16, isSigned: false): UInt16.self
    case .integer(bits: 32, isSigned: true): Int32.self
    case .integer(bits: 32, isSigned: false): UInt32.self
    case .integer(bits: _, isSigned: true): Int64.self
    case .integer(bits: _, isSigned: false): UInt64.self
    case .bool: Bool.self
    case .double: Double.self
    case .float: Float.self
    case .decimal: Decimal.self
    case .text: String.self
    case .bytes: Data.self
    case .timestamp: Date.self
    case .date: CalendarDate.self
    case .time: TimeOfDay.self
    case .interval: Duration.self
    case .uuid: UUID.self
    case .json: JSONValue.self
    case .array(let element): (element.valueType as? any ArrayElement.Type)?.arrayType ?? JSONValue.self
    }
  }
}
