import KindredCore

/// The columns of a new table, and where their values come from.
struct SQLiteCopy {
  private let edit: TableEdit
  private let builder: SchemaBuilder
  private var names: [String] = []
  private var expressions: [String] = []
  /// What would keep the rows from being copied.
  private(set) var preconditions: [SchemaStep.Precondition] = []

  init(_ edit: TableEdit, _ builder: SchemaBuilder) {
    self.edit = edit
    self.builder = builder
  }

  /// The columns that get values.
  var columns: String { names.joined(separator: ", ") }
  /// The values, in the order of the columns.
  var values: String { expressions.joined(separator: ", ") }

  mutating func prepare() throws {
    for column in edit.end.columns {
      guard let value = try value(of: column) else { continue }
      names.append(builder.quoted(column.name))
      expressions.append(value)
    }
    // A table of new columns only still has as many rows.
    if names.isEmpty, let first = edit.end.columns.first {
      names = [builder.quoted(first.name)]
      expressions = ["NULL"]
    }
  }

  /// The value of a column; nil for its default.
  private mutating func value(of column: ColumnState) throws -> String? {
    switch edit.sources[column.name] {
    case nil: return nil
    case .fill(nil):
      if !column.isNullable, column.databaseDefault == nil, !column.isAutomatic { needsFill(column) }
      return nil
    case .fill(let fill?): return try value(of: fill, as: column)
    case .column(let name):
      guard let old = edit.start.column(name) else { return nil }
      let value = try converted(old, to: column.type)
      if column.isNullable || !old.isNullable { return value }
      if let fill = edit.fills[column.name] { return "coalesce(\(value), \(try self.value(of: fill, as: column)))" }
      preconditions.append(
        SchemaStep.Precondition(
          sql: "SELECT 1 FROM \(builder.quoted(edit.start.name)) WHERE \(builder.quoted(name)) IS NULL LIMIT 1",
          problem: "the column \"\(column.name)\" of \"\(edit.end.name)\" is NULL in some rows, which need another value"))
      return value
    }
  }

  private mutating func value(of fill: ColumnFill, as column: ColumnState) throws -> String {
    switch fill {
    case .value(let value): return builder.written { $0.write(SQLExpression.literal(value)) }
    case .randomUUID: return Self.randomUUID
    case .column(let name):
      guard let old = edit.start.column(name) else {
        throw KindredError(.schema, "The column \"\(name)\", which \"\(column.name)\" gets its values from, does not exist.")
        { $0.table = edit.end.name }
      }
      return try converted(old, to: column.type)
    }
  }

  private mutating func needsFill(_ column: ColumnState) {
    preconditions.append(
      SchemaStep.Precondition(
        sql: "SELECT 1 FROM \(builder.quoted(edit.start.name)) LIMIT 1",
        problem: "the table \"\(edit.end.name)\" has rows, which need a value for the new column \"\(column.name)\""))
  }

  /// The values of a column as those of another type.
  private mutating func converted(_ column: ColumnState, to type: ColumnType) throws -> String {
    let name = builder.quoted(column.name)
    guard let conversion = SQLiteConversion(of: name, from: column.type, to: type) else {
      throw KindredError(
        .schema,
        "The values of \"\(column.name)\" cannot be converted from \(column.type.portableName) to \(type.portableName); "
          + "add a new column instead, and fill it."
      ) {
        $0.table = edit.end.name
        $0.column = column.name
      }
    }
    if let misfit = conversion.misfit {
      preconditions.append(
        SchemaStep.Precondition(
          sql: "SELECT 1 FROM \(builder.quoted(edit.start.name)) WHERE \(misfit) LIMIT 1",
          problem: "the column \"\(column.name)\" of \"\(edit.end.name)\" has values that are not of the type "
            + type.portableName))
    }
    return conversion.value
  }

  /// A random UUID of version 4, as 32 hexadecimal digits.
  private static let randomUUID =
    "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || substr('89AB', 1 + abs(random() % 4), 1) || "
    + "substr(hex(randomblob(2)), 2) || hex(randomblob(6)))"
}

/// How values of one type become values of another.
///
/// SQLite itself would store what does not fit unchanged.
struct SQLiteConversion {
  /// The value.
  var value: String
  /// A condition for rows whose value cannot be converted.
  var misfit: String?

  /// nil if there is no way from the one type to the other.
  init?(of name: String, from old: ColumnType, to new: ColumnType) {
    value = name
    switch (old.kind, new.kind) {
    case (.integer(let oldBits, let wasSigned), .integer(let bits, let isSigned)):
      if bits < oldBits || (wasSigned && !isSigned) { misfit = Self.outOfRange(name, bits: bits, isSigned: isSigned) }
    case (.bool, .integer), (.text, .text), (.decimal, .decimal), (.double, .double), (.float, .float),
      (.double, .float), (.float, .double), (.bytes, .bytes), (.timestamp, .timestamp), (.date, .date), (.time, .time),
      (.interval, .interval), (.uuid, .uuid), (.json, .json), (.bool, .bool), (.integer, .double), (.integer, .float),
      (.integer, .decimal):
      break
    case (.array(let oldElement), .array(let element)):
      guard oldElement == element else { return nil }
    case (.integer, .bool):
      value = "CASE WHEN \(name) IS NULL THEN NULL ELSE \(name) <> 0 END"
    case (.double, .integer(let bits, let isSigned)), (.float, .integer(let bits, let isSigned)),
      (.decimal, .integer(let bits, let isSigned)):
      value = "CAST(round(\(name)) AS integer)"
      misfit = Self.outOfRange("CAST(round(\(name)) AS integer)", bits: bits, isSigned: isSigned)
    case (.double, .decimal), (.float, .decimal), (.decimal, .double), (.decimal, .float): break
    case (.text, .integer(let bits, let isSigned)):
      value = "CAST(\(name) AS integer)"
      misfit =
        "CAST(CAST(\(name) AS integer) AS text) <> trim(\(name)) OR "
        + Self.outOfRange("CAST(\(name) AS integer)", bits: bits, isSigned: isSigned)
    case (.text, .double), (.text, .float), (.text, .decimal):
      value = "CAST(\(name) AS numeric)"
      misfit = "typeof(CAST(\(name) AS numeric)) = 'text' OR trim(\(name)) GLOB '*[^-+.0-9eE]*' OR trim(\(name)) = ''"
    case (.text, .bool):
      value = "CASE WHEN \(name) IS NULL THEN NULL ELSE lower(trim(\(name))) IN ('true', 't', '1') END"
      misfit = "lower(trim(\(name))) NOT IN ('true', 't', '1', 'false', 'f', '0')"
    case (.bool, .text): value = "CASE \(name) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    case (.integer, .text), (.double, .text), (.float, .text), (.decimal, .text), (.timestamp, .text), (.date, .text),
      (.time, .text), (.json, .text):
      value = "CAST(\(name) AS text)"
    case (.uuid, .text):
      let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)].map { "substr(\(name), \($0), \($1))" }
      value = parts.joined(separator: " || '-' || ")
    case (.date, .timestamp): value = "\(name) || ' 00:00:00'"
    case (.timestamp, .date): value = "substr(\(name), 1, 10)"
    case (.integer, _), (.bool, _), (.double, _), (.float, _), (.decimal, _), (.text, _), (.bytes, _), (.timestamp, _),
      (.date, _), (.time, _), (.interval, _), (.uuid, _), (.json, _), (.array, _):
      return nil
    }
  }

  private static func outOfRange(_ value: String, bits: Int, isSigned: Bool) -> String {
    let range: (Int64, Int64) =
      switch bits {
      case 16: (isSigned ? Int64(Int16.min) : 0, Int64(Int16.max))
      case 32: (isSigned ? Int64(Int32.min) : 0, Int64(Int32.max))
      default: (isSigned ? Int64.min : 0, Int64.max)
      }
    return "\(value) NOT BETWEEN \(range.0) AND \(range.1)"
  }
}
