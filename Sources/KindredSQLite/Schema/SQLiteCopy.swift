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
      preconditions.append(builder.nulls(in: name, of: edit.start.name))
      return value
    }
  }

  private mutating func value(of fill: ColumnFill, as column: ColumnState) throws -> String {
    switch fill {
    case .value(let value): return builder.written { $0.write(SQLExpression.literal(value)) }
    case .randomUUID: return Self.randomUUID
    case .column(let name):
      guard let old = edit.start.column(name) else {
        throw KindredError(
          .schema, "The column \"\(name)\", which \"\(column.name)\" gets its values from, does not exist."
        ) { $0.table = edit.end.name }
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
    let (from, to) = (ValueFamily(old), ValueFamily(new))
    let numbers: Set<ValueFamily> = [.integer, .real, .decimal]
    if case .array = old.kind {
      guard old.withoutLimits == new.withoutLimits else { return nil }
    } else if case (.integer(let oldBits, let wasSigned), .integer(let bits, let isSigned)) = (old.kind, new.kind) {
      if bits < oldBits || (wasSigned && !isSigned) { misfit = Self.outOfRange(name, new) }
    } else if from == to || (from == .bool && to == .integer) || (numbers.contains(from) && numbers.contains(to)) {
      guard to == .integer, from != to, from != .bool else { return }
      value = "CAST(round(\(name)) AS integer)"
      // What is too large for an integer becomes the largest one, so that it has to be looked at before.
      misfit =
        "typeof(\(name)) <> 'integer' AND \(name) NOT BETWEEN -9223372036854775808.0 AND 9223372036854774784.0 OR "
        + Self.outOfRange(value, new)
    } else if from == .text {
      guard numbers.contains(to) || to == .bool else { return nil }
      readText(name, as: new)
    } else if to == .text {
      guard from != .bytes, from != .interval else { return nil }
      writeText(name, from: from)
    } else if from == .integer && to == .bool {
      value = "\(name) <> 0"
    } else if from == .date && to == .timestamp {
      value = "\(name) || ' 00:00:00'"
    } else if from == .timestamp && to == .date {
      value = "substr(\(name), 1, 10)"
    } else {
      return nil
    }
  }

  private mutating func readText(_ name: String, as type: ColumnType) {
    switch ValueFamily(type) {
    case .integer:
      value = "CAST(\(name) AS integer)"
      misfit = "CAST(\(value) AS text) <> trim(\(name)) OR " + Self.outOfRange(value, type)
    case .bool:
      value = "lower(trim(\(name))) IN ('true', 't', '1')"
      misfit = "lower(trim(\(name))) NOT IN ('true', 't', '1', 'false', 'f', '0')"
    case .real, .decimal:
      value = "CAST(\(name) AS numeric)"
      misfit = "NOT (\(Self.isNumber(name))) OR abs(CAST(\(name) AS real)) = 9e999"
    case .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .array: break
    }
  }

  /// A condition for texts that are numbers: SQLite itself reads as much of a text as looks like one.
  private static func isNumber(_ name: String) -> String {
    let text = "lower(trim(\(name)))"
    let mantissa = "CASE instr(\(text), 'e') WHEN 0 THEN \(text) ELSE substr(\(text), 1, instr(\(text), 'e') - 1) END"
    let exponent = "CASE instr(\(text), 'e') WHEN 0 THEN '0' ELSE substr(\(text), instr(\(text), 'e') + 1) END"
    func unsigned(_ text: String) -> String { "ltrim(\(text), '+-')" }
    func hasOneSign(_ text: String) -> String { "length(\(text)) - length(\(unsigned(text))) <= 1" }
    return [
      hasOneSign(mantissa), "\(unsigned(mantissa)) NOT GLOB '*[^0-9.]*'", "\(unsigned(mantissa)) GLOB '*[0-9]*'",
      "\(unsigned(mantissa)) NOT GLOB '*.*.*'", hasOneSign(exponent), "\(unsigned(exponent)) NOT GLOB '*[^0-9]*'",
      "\(unsigned(exponent)) <> ''",
    ].joined(separator: " AND ")
  }

  private mutating func writeText(_ name: String, from family: ValueFamily) {
    switch family {
    case .bool: value = "CASE \(name) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    case .uuid:
      let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)].map { "substr(\(name), \($0), \($1))" }
      value = parts.joined(separator: " || '-' || ")
    case .integer, .real, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .json, .array:
      value = "CAST(\(name) AS text)"
    }
  }

  /// A condition for values that are no integers of a type.
  private static func outOfRange(_ value: String, _ type: ColumnType) -> String {
    guard case .integer(let bits, let isSigned) = type.kind else { return "FALSE" }
    let range: (Int64, Int64) =
      switch bits {
      case 16: (isSigned ? Int64(Int16.min) : 0, Int64(Int16.max))
      case 32: (isSigned ? Int64(Int32.min) : 0, Int64(Int32.max))
      default: (isSigned ? Int64.min : 0, Int64.max)
      }
    return "\(value) NOT BETWEEN \(range.0) AND \(range.1)"
  }
}
