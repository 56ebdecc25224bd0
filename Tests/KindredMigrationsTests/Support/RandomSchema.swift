import Foundation
import KindredCore
import KindredMigrations
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

  /// A schema of some tables that may point to each other, and of tables with links between them.
  mutating func schema() -> SchemaState {
    var state = SchemaState()
    for name in Self.tableNames.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
      state[name] = table(name)
    }
    return linked(pointing(state))
  }

  /// A schema that has something in common with another one.
  mutating func variation(of old: SchemaState) -> SchemaState { variationWithHints(of: old).0 }

  /// A schema that has something in common with another one, and what models would say about the names of its parts.
  mutating func variationWithHints(of old: SchemaState) -> (SchemaState, SchemaHints) {
    var hints = SchemaHints()
    let state = renamed(old, &hints)
    var result = SchemaState()
    for table in state.tables where !random.oneIn(6) && !Self.isLink(table) {
      result[table.name] = changed(table, without: Set(hints.columns[table.name, default: [:]].values))
    }
    if result.tables.isEmpty || random.oneIn(3) {
      for name in Self.tableNames where result[name] == nil && state[name] == nil && old[name] == nil {
        result[name] = table(name)
        break
      }
    }
    let kept = Set(state.tables.filter(Self.isLink).map(\.name).filter { _ in !random.oneIn(3) })
    return (linked(pointing(result), keeping: kept), hints)
  }

  /// The schema with some tables and columns under other names, two of which may have changed places.
  private mutating func renamed(_ old: SchemaState, _ hints: inout SchemaHints) -> SchemaState {
    var state = old
    func apply(_ change: SchemaChange) -> Bool {
      guard let after = try? state.applying(change) else { return false }
      state = after
      return true
    }
    for table in old.tables where !Self.isLink(table) {
      var name = table.name
      if random.oneIn(6), let free = Self.tableNames.first(where: { old[$0] == nil && state[$0] == nil }),
        apply(.renameTable(name, to: free))
      {
        hints.tables[free] = name
        name = free
      }
      let columns = table.columns.map(\.name).filter { Self.columnNames.contains($0) }
      if random.oneIn(8), columns.count > 1 {
        let two = columns.shuffled(using: &random).prefix(2)
        // The values of one can become those of the other, in case the definitions do not tell them apart.
        guard let first = table.column(two[0]), let second = table.column(two[1]),
          ValueFamily(first.type) == ValueFamily(second.type)
        else { continue }
        let moved: [SchemaChange] = [
          .renameColumn(table: name, two[0], to: "between"), .renameColumn(table: name, two[1], to: two[0]),
          .renameColumn(table: name, "between", to: two[1]),
        ]
        if moved.allSatisfy(apply) { hints.columns[name, default: [:]].merge([two[0]: two[1], two[1]: two[0]]) { $1 } }
      } else if random.oneIn(4), let column = columns.randomElement(using: &random),
        let free = Self.columnNames.first(where: { !columns.contains($0) }),
        apply(.renameColumn(table: name, column, to: free))
      {
        hints.columns[name, default: [:]][free] = column
      }
    }
    return state
  }

  private mutating func table(_ name: String) -> TableState {
    var table = TableState(
      name, columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)], key: ["id"])
    if random.oneIn(4) { table.columns[0] = ColumnState("id", .uuid) }
    if random.oneIn(4) { table.columns[0].type = table.columns[0].type == .uuid ? .uuid : .integer(bits: 32) }
    for name in Self.columnNames.shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random)) {
      table.columns.append(column(name))
    }
    if random.oneIn(4) { table.comment = "It's \(name)" }
    return decorated(table)
  }

  /// - Parameter former: The names that columns had before, which are not used again.
  private mutating func changed(_ old: TableState, without former: Set<String>) -> TableState {
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
    for name in Self.columnNames where old.column(name) == nil && !former.contains(name) && random.oneIn(5) {
      table.columns.append(column(name))
    }
    table.columns.shuffle(using: &random)
    if random.oneIn(5) { table.comment = random.oneIn(2) ? nil : "Now \(table.name)" }
    // Keys of numbers get longer.
    if let id = table.columns.firstIndex(where: { $0.name == "id" && $0.type == .integer(bits: 32) }), random.oneIn(2) {
      table.columns[id].type = .integer(bits: 64)
    }
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
    if ValueFamily(type) == .text, random.oneIn(6) { column.collation = backend == .sqlite ? "NOCASE" : "C" }
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
    case .text: .text("1")
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
      !constraint.columns(of: names).isSubset(of: Set(plain.map(\.name))) || unknown(constraint, numbers, texts)
    }
    table.indexes.removeAll { index in
      let used = index.columns(of: names)
      // It is on a text and a number.
      if index.name?.hasSuffix("_mixed") == true { return true }
      if index.name?.hasSuffix("_order") == true { return !used.isSubset(of: Set(plain.map(\.name))) || used.isEmpty }
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
    if random.oneIn(4), let one = plain.randomElement(using: &random) {
      var element = IndexElement(column: one.name)
      if random.oneIn(2) { element = element.descending }
      if backend == .postgres && random.oneIn(2) { element = random.oneIn(2) ? element.nullsFirst : element.nullsLast }
      let condition =
        random.oneIn(2) ? NamedExpression(.match(one.name + "__isnull", NamedExpression(.value(.bool(false))))) : nil
      add(IndexState("\(prefix)_order", [element], condition: condition))
    }
    if random.oneIn(5), let text = texts.randomElement(using: &random),
      let number = numbers.randomElement(using: &random)
    {
      add(
        IndexState(
          "\(prefix)_mixed",
          [
            IndexElement(NamedExpression(.call("length", [NamedExpression(.name(text))]))).descending,
            IndexElement(column: number),
          ], isUnique: random.oneIn(2),
          condition: NamedExpression(
            .any([
              NamedExpression(.match(text + "__isnull", NamedExpression(.value(.bool(true))))),
              NamedExpression(.not(NamedExpression(.match(number + "__exact", NamedExpression(.value(.integer(2))))))),
            ]))))
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
    if random.oneIn(4), let text = texts.randomElement(using: &random) {
      let length = NamedExpression(.call("length", [NamedExpression(.name(text))]))
      var terms = [
        NamedExpression(.lookup(length, "gte", NamedExpression(.value(.integer(1))))),
        NamedExpression(.match(text + "__isnull", NamedExpression(.value(.bool(true))))),
      ]
      if let number = numbers.randomElement(using: &random) {
        terms.append(NamedExpression(.not(NamedExpression(.match(number + "__lt", NamedExpression(.name(number)))))))
      }
      add(ConstraintState("\(prefix)_text", .check(NamedExpression(.any(terms)))))
    }
    return table
  }

  /// Whether a check is on columns that are no numbers any more, or no texts.
  private func unknown(_ constraint: ConstraintState, _ numbers: [String], _ texts: [String]) -> Bool {
    guard case .check(let condition) = constraint.kind else { return false }
    if constraint.name?.hasSuffix("_text") == true {
      let used = condition.columns(of: Set(texts + numbers))
      return !used.unknown.isEmpty || !used.known.contains(where: texts.contains) || used.known[0] != used.known[1]
        || !texts.contains(used.known[0]) || !used.known.dropFirst(2).allSatisfy(numbers.contains)
    }
    return !condition.columns(of: Set(numbers)).unknown.isEmpty
  }

  private func sameColumns(_ lhs: IndexState, _ rhs: IndexState) -> Bool {
    lhs.elements.map(\.field) == rhs.elements.map(\.field) && lhs.isUnique == rhs.isUnique
  }

  private static func isLink(_ table: TableState) -> Bool { table.name.hasPrefix("link_") }

  /// The schema with tables of links between its tables, as many-to-many relations have them.
  private mutating func linked(_ state: SchemaState, keeping kept: Set<String> = []) -> SchemaState {
    var result = state
    let tables = state.tables.filter { !Self.isLink($0) }
    for (place, near) in tables.enumerated() {
      for (other, far) in tables.enumerated() where kept.contains("link_\(place)\(other)") || random.oneIn(12) {
        var link = TableState(
          "link_\(place)\(other)", columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)], key: ["id"])
        for (name, end) in [("to_near", near), ("to_far", far)] {
          let type = end.column("id")?.type ?? .integer(bits: 64)
          let column = type == .uuid ? name + "_uuid" : name
          // A row of nobody can be inserted, as in the other tables.
          link.columns.append(ColumnState(column, type, isNullable: true))
          link.constraints.append(.foreignKey(column, to: end.name, "id", onDelete: .cascade))
          link.indexes.append(.on(column))
        }
        link.constraints.append(ConstraintState(nil, .unique(columns: link.columns.dropFirst().map(\.name))))
        result[link.name] = link
      }
    }
    return result
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
