import KindredCore

/// Puts the rows of the catalogue about one table together.
struct PostgresTableReading {
  private(set) var table: TableState
  /// What the table has and no state can describe.
  private(set) var unreadable: [String] = []

  init(_ name: String, _ comment: String?) {
    table = TableState(name, columns: [], key: [], comment: comment)
  }

  mutating func add(_ row: PostgresReader.ColumnRow) {
    let (_, name, typeName, isNotNull, isIdentity, defaultText, collation, comment, isGenerated) = row
    if isGenerated {
      unreadable.append("the column \"\(name)\" is generated")
      return
    }
    guard let type = ColumnType(postgres: typeName) else {
      unreadable.append("the column \"\(name)\" has the type \"\(typeName)\"")
      return
    }
    var column = ColumnState(name, type, isNullable: !isNotNull, collation: collation, comment: comment)
    if isIdentity || defaultText?.hasPrefix("nextval(") == true {
      column.isAutomatic = true
    } else {
      column.databaseDefault = defaultText.flatMap { PostgresDefaults.read($0, as: type) }
    }
    table.columns.append(column)
  }

  mutating func add(_ row: PostgresReader.ConstraintRow) {
    let (_, name, kind, columns, target, targets, action, condition) = row
    let known = Set(table.columns.map(\.name))
    guard known.isSuperset(of: columns) else {
      unreadable.append("the constraint \"\(name)\" is on a column that cannot be read")
      return
    }
    switch kind {
    case "p": table.key = columns
    case "u": table.constraints.append(ConstraintState(name, .unique(columns: columns)))
    case "f":
      let action: ForeignKeyState.Action? =
        switch action {
        case "c": .cascade
        case "n": .setNull
        case "d": .setDefault
        default: nil
        }
      let key = ForeignKeyState(columns: columns, table: target ?? "", targets: targets, onDelete: action)
      table.constraints.append(ConstraintState(name, .foreignKey(key)))
    default:
      let text = condition ?? ""
      if columns.count == 1, isUnsignedCheck(text, name, on: columns[0]) { return }
      table.constraints.append(ConstraintState(name, .check(NamedExpression(.sql(text)))))
    }
  }

  /// Whether a check is the one of an unsigned column, which then gets its type.
  private mutating func isUnsignedCheck(_ text: String, _ name: String, on column: String) -> Bool {
    guard name == PostgresRules.columnCheckName(of: column, in: table.name), text.hasSuffix(" >= 0)"),
      let place = table.columns.firstIndex(where: { $0.name == column }),
      case .integer(let bits, isSigned: true) = table.columns[place].type.kind
    else { return false }
    table.columns[place].type = .unsigned(bits: bits)
    return true
  }

  /// Adds an index, whose elements are the rows.
  mutating func addIndex(_ rows: [PostgresReader.IndexRow]) {
    guard let first = rows.first else { return }
    // The additional index for prefix scans belongs to the dialect.
    if rows.count == 1, !first.7, first.8.hasSuffix("_pattern_ops") { return }
    guard first.3 == "btree", rows.allSatisfy(\.7) else {
      unreadable.append("the index \"\(first.1)\" is of a kind of its own")
      return
    }
    let elements = rows.map { row in
      let expression: NamedExpression.Node = row.4.map { .name($0) } ?? .sql(row.5)
      let isDescending = row.6 & 1 == 1
      let nullsAreFirst = row.6 & 2 == 2
      let nulls: QueryOrdering.Nulls? = nullsAreFirst == isDescending ? nil : nullsAreFirst ? .first : .last
      return IndexElement(NamedExpression(expression), descending: isDescending, nulls: nulls)
    }
    table.indexes.append(
      IndexState(first.1, elements, isUnique: first.2, condition: first.9.map { NamedExpression(.sql($0)) }))
  }
}

extension ColumnType {
  /// The type with a name of PostgreSQL's; nil for one that Kindred does not have.
  init?(postgres name: String) {
    if name.hasSuffix("[]") {
      guard let element = ColumnType(postgres: String(name.dropLast(2))) else { return nil }
      self = .array(of: element)
      return
    }
    let plain: [String: ColumnType] = [
      "bigint": .integer(bits: 64), "integer": .integer(bits: 32), "smallint": .integer(bits: 16), "boolean": .bool,
      "double precision": .double, "real": .float, "numeric": .decimal, "text": .text, "character varying": .text,
      "bytea": .bytes, "timestamp with time zone": .timestamp, "date": .date, "time without time zone": .time,
      "interval": .interval, "uuid": .uuid, "jsonb": .json,
    ]
    if let type = plain[name] {
      self = type
      return
    }
    guard let open = name.firstIndex(of: "("), name.hasSuffix(")") else { return nil }
    let numbers = name[name.index(after: open)...].dropLast().split(separator: ",").compactMap { Int($0) }
    switch name[..<open] {
    case "character varying" where numbers.count == 1: self = ColumnType(.text(maxLength: numbers[0]))
    case "numeric" where numbers.count == 2: self = ColumnType(.decimal(digits: numbers[0], places: numbers[1]))
    default: return nil
    }
  }

  /// The type that is read from a column of this one.
  var keptByPostgres: ColumnType {
    switch kind {
    case .decimal(digits: let digits?, places: nil): ColumnType(.decimal(digits: digits, places: 0))
    case .decimal(digits: nil, places: _): .decimal
    case .array(.integer(let bits, isSigned: false)): ColumnType(.array(.integer(bits: bits, isSigned: true)))
    case .integer, .bool, .double, .float, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json,
      .array:
      self
    }
  }
}
