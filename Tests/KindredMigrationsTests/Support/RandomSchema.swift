import Foundation
import KindredCore
import SeededRandom

/// Makes random schemas, and others out of them.
struct RandomSchema {
  var random: SeededGenerator
  private let backend: MigrationBackend

  init(seed: UInt64, _ backend: MigrationBackend) {
    random = SeededGenerator(seed: seed)
    self.backend = backend
  }

  private static let tableNames = ["alpha", "beta", "gamma \"quoted\"", "order", "Épsilon"]
  private static let columnNames = ["a", "b", "c", "select", "d e", "Größe", "it's"]

  private static let types: [ColumnType] = [
    .integer(bits: 16), .integer(bits: 32), .integer(bits: 64), .unsigned(bits: 32), .unsigned(bits: 64), .bool,
    .double, .decimal, ColumnType(.decimal(digits: 8, places: 2)), .text, ColumnType(.text(maxLength: 20)),
    ColumnType(.text(maxLength: 60)), .bytes, .timestamp, .date, .time, .interval, .uuid, .json,
    .array(of: .integer(bits: 32)), .float,
  ]

  /// A schema of some tables that may point to each other.
  mutating func schema() -> SchemaState {
    var state = SchemaState()
    for name in Self.tableNames.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
      state[name] = table(name)
    }
    return pointing(state)
  }

  /// A schema that has something in common with another one.
  mutating func variation(of state: SchemaState) -> SchemaState {
    var result = SchemaState()
    for table in state.tables where !random.oneIn(6) { result[table.name] = changed(table) }
    if result.tables.isEmpty || random.oneIn(3) {
      for name in Self.tableNames where result[name] == nil && state[name] == nil {
        result[name] = table(name)
        break
      }
    }
    return pointing(result)
  }

  private mutating func table(_ name: String) -> TableState {
    var table = TableState(
      name, columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)], key: ["id"])
    if random.oneIn(4) { table.columns[0] = ColumnState("id", .uuid) }
    for name in Self.columnNames.shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random)) {
      table.columns.append(column(name))
    }
    return decorated(table)
  }

  private mutating func changed(_ old: TableState) -> TableState {
    var table = old
    table.constraints = []
    table.indexes = []
    table.columns = table.columns.compactMap { column in
      if column.name.hasPrefix("to_") { return nil }
      if column.name == "id" { return column }
      if random.oneIn(6) { return nil }
      guard random.oneIn(3) else { return column }
      let other = self.column(column.name)
      return Self.isConvertible(column.type, to: other.type) ? other : column
    }
    for name in Self.columnNames where old.column(name) == nil && random.oneIn(5) { table.columns.append(column(name)) }
    table.columns.shuffle(using: &random)
    // Some of the indexes and constraints stay.
    for constraint in old.constraints where !random.oneIn(3) {
      if constraint.isForeignKey { continue }
      table.constraints.append(constraint)
    }
    for index in old.indexes where !random.oneIn(3) { table.indexes.append(index) }
    return decorated(table)
  }

  private mutating func column(_ name: String) -> ColumnState {
    let type = Self.types.randomElement(using: &random) ?? .text
    var column = ColumnState(name, type, isNullable: random.oneIn(2))
    if random.oneIn(3) { column.databaseDefault = DatabaseDefault(kind: .value(Self.value(of: type))) }
    if type == .timestamp && random.oneIn(2) { column.databaseDefault = .currentTimestamp }
    if random.oneIn(8) { column.comment = "It's \(name)" }
    return column
  }

  /// Whether the value that rows have here can become one of another type.
  private static func isConvertible(_ old: ColumnType, to new: ColumnType) -> Bool {
    let (from, to) = (ValueFamily(old), ValueFamily(new))
    let numbers: Set<ValueFamily> = [.integer, .real, .decimal]
    return from == to || (numbers.contains(from) && numbers.contains(to)) || (from == .integer && to == .bool)
      || (from == .bool && to == .integer) || (from == .date && to == .timestamp) || (from == .timestamp && to == .date)
      || (to == .text && (numbers.contains(from) || from == .bool))
  }

  /// A value of a type, which every type that it is converted to has as well.
  static func value(of type: ColumnType) -> DatabaseValue {
    switch ValueFamily(type) {
    case .integer: .integer(7)
    case .real: .double(7)
    case .decimal: .decimal(7)
    case .bool: .bool(true)
    case .text: .text("it's")
    case .bytes: .bytes([0, 255])
    case .timestamp: .timestamp(microseconds: 1_000_000_000_000)
    case .date: .date(days: 100)
    case .time: .time(microseconds: 3_600_000_000)
    case .interval: .interval(microseconds: 5_000_000)
    case .uuid: .uuid(.init(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))
    case .json: .json(Array("{\"a\": 1}".utf8))
    case .array: .list([.integer(1), .integer(2)])
    }
  }

  /// The table with indexes and constraints, without those that no longer fit.
  private mutating func decorated(_ old: TableState) -> TableState {
    var table = old
    let names = Set(table.columns.map(\.name))
    let plain = table.columns.filter { $0.name != "id" && ![.json, .array, .bytes].contains(ValueFamily($0.type)) }
    let numbers = plain.filter { ValueFamily($0.type) == .integer }.map(\.name)
    let texts = plain.filter { ValueFamily($0.type) == .text }.map(\.name)
    table.constraints.removeAll { constraint in
      !constraint.columns(of: names).isSubset(of: Set(plain.map(\.name))) || unknown(constraint, numbers)
    }
    table.indexes.removeAll { index in
      let used = index.columns(of: names)
      let expressions = index.elements.map(\.expression) + [index.condition].compactMap { $0 }
      if expressions.contains(where: { !$0.columns(of: names).unknown.isEmpty }) { return true }
      return used.isEmpty || !used.isSubset(of: Set(plain.map(\.name)))
        || (index.elements.contains { $0.field == nil || names.contains($0.field ?? "") == false }
          && !used.isSubset(of: Set(texts)))
        || (index.condition != nil && index.condition?.columns(of: names).known.allSatisfy(numbers.contains) == false)
    }
    // The names of indexes are those of the whole database.
    let prefix = "n\(Self.tableNames.firstIndex(of: table.name) ?? 9)"
    func add(_ index: IndexState) {
      guard !table.indexes.contains(where: { $0.name == index.name && $0.elements == index.elements }) else { return }
      if index.name == nil, table.indexes.contains(where: { $0.name == nil && sameColumns($0, index) }) { return }
      if let name = index.name, table.indexes.contains(where: { $0.name == name }) { return }
      table.indexes.append(index)
    }
    if random.oneIn(2), let first = plain.randomElement(using: &random) {
      add(IndexState(nil, [IndexElement(column: first.name)]))
    }
    if random.oneIn(3), plain.count > 1 {
      let two = plain.shuffled(using: &random).prefix(2).map(\.name)
      add(
        IndexState(
          random.oneIn(2) ? "\(prefix)_two" : nil,
          [IndexElement(column: two[0]).descending, IndexElement(column: two[1])]))
    }
    if random.oneIn(3), let text = texts.randomElement(using: &random) {
      add(
        IndexState("\(prefix)_lower", [IndexElement(NamedExpression(.call("lower", [NamedExpression(.name(text))])))]))
    }
    if random.oneIn(3), let number = numbers.randomElement(using: &random), let other = plain.first {
      add(
        IndexState(
          "\(prefix)_some", [IndexElement(column: other.name)], isUnique: random.oneIn(2),
          condition: NamedExpression(.match(number + "__gt", NamedExpression(.value(.integer(3)))))))
    }
    func add(_ constraint: ConstraintState) {
      // SQLite makes one of two unique constraints on the same columns.
      if table.constraints.contains(where: { $0.kind == constraint.kind }) { return }
      if let name = constraint.name, table.constraints.contains(where: { $0.name == name }) { return }
      table.constraints.append(constraint)
    }
    if random.oneIn(4), let one = plain.randomElement(using: &random) {
      add(ConstraintState(nil, .unique(columns: [one.name])))
    }
    if random.oneIn(4), plain.count > 1 {
      let two = plain.shuffled(using: &random).prefix(2).map(\.name)
      add(ConstraintState(random.oneIn(2) ? "\(prefix)_both" : nil, .unique(columns: two)))
    }
    if random.oneIn(3), let number = numbers.randomElement(using: &random) {
      let range = NamedExpression(
        .all([
          NamedExpression(.match(number + "__gte", NamedExpression(.value(.integer(0))))),
          NamedExpression(.match(number + "__in", NamedExpression(.value(.list([.integer(1), .integer(7)]))))),
        ]))
      add(ConstraintState("\(prefix)_check", .check(range)))
    }
    return table
  }

  private func unknown(_ constraint: ConstraintState, _ numbers: [String]) -> Bool {
    guard case .check(let condition) = constraint.kind else { return false }
    return !condition.columns(of: Set(numbers)).unknown.isEmpty
  }

  private func sameColumns(_ lhs: IndexState, _ rhs: IndexState) -> Bool {
    lhs.elements.map(\.field) == rhs.elements.map(\.field) && lhs.isUnique == rhs.isUnique
  }

  /// The schema with random foreign keys between its tables, in cycles too.
  private mutating func pointing(_ state: SchemaState) -> SchemaState {
    var result = state
    for table in state.tables {
      var table = table
      table.constraints.removeAll(where: \.isForeignKey)
      table.columns.removeAll { $0.name.hasPrefix("to_") }
      for (place, target) in state.tables.enumerated() where random.oneIn(3) {
        let type = target.column("id")?.type ?? .integer(bits: 64)
        let name = "to_\(place)_\(type == .uuid ? "uuid" : "id")"
        table.columns.append(ColumnState(name, type, isNullable: true))
        let action: ForeignKeyState.Action? = random.oneIn(3) ? .cascade : random.oneIn(3) ? .setNull : nil
        table.constraints.append(
          ConstraintState(
            random.oneIn(4) ? "fk_\(table.name.utf8.count)_\(name)" : nil,
            .foreignKey(
              ForeignKeyState(columns: [name], table: target.name, targets: ["id"], onDelete: action))))
        if random.oneIn(2) { table.indexes.append(IndexState(nil, [IndexElement(column: name)])) }
      }
      result[table.name] = table
    }
    return result
  }
}
