extension SchemaState {
  /// The changes that make another schema of this one, removals included, where nothing is known about renames.
  package func changes(to other: SchemaState) throws -> [SchemaChange] {
    let difference = try SchemaDifference(from: self, to: other, isStaged: false)
    return difference.changes + difference.removals
  }
}

extension ColumnType {
  /// Whether databases convert all values that fit, without being told how.
  func converts(to other: ColumnType) -> Bool {
    if case .integer = other.kind { return isInteger }
    return (isNumber && other.isNumber) || withoutLimits == other.withoutLimits
  }

  private var isInteger: Bool { if case .integer = kind { true } else { false } }

  private var isNumber: Bool {
    switch kind {
    case .integer, .double, .float, .decimal: true
    case .bool, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .array: false
    }
  }
}

extension TableState {
  /// Whether a table is the same but for its name.
  func isSame(as other: TableState?) -> Bool {
    guard var other else { return false }
    other.name = name
    return other == self
  }

  /// Whether a table may be this one under another name: at least half of the columns of each are in the other.
  func resembles(_ other: TableState) -> Bool {
    let own = Set(columns.map(\.name))
    let others = Set(other.columns.map(\.name))
    return own.intersection(others).count * 2 >= max(own.count, others.count)
  }
}

extension TableState {
  /// What makes some columns a key that foreign keys can point to.
  enum Anchor: Hashable { case key, constraint, index }

  /// What makes the columns a key; nothing, if foreign keys cannot point to them.
  func anchors(of columns: [String]) -> Set<Anchor> {
    var anchors: Set<Anchor> = key == columns ? [.key] : []
    if constraints.contains(where: { $0.kind == .unique(columns: columns) }) { anchors.insert(.constraint) }
    let isIndexed = indexes.contains { index in
      index.isUnique && index.condition == nil && index.elements.map(\.field) == columns
    }
    if isIndexed { anchors.insert(.index) }
    return anchors
  }
}

extension ColumnState {
  /// Whether a column is the same but for its name.
  func isSame(as other: ColumnState?) -> Bool {
    guard var other else { return false }
    other.name = name
    return other == self
  }
}

extension IndexState {
  /// Whether an index is the same but for its name.
  func isSame(as other: IndexState) -> Bool {
    var other = other
    other.name = name
    return other == self
  }
}

extension ConstraintState {
  /// Whether this is a foreign key.
  package var isForeignKey: Bool { if case .foreignKey = kind { true } else { false } }
}

extension [TableState] {
  /// The tables, each after those that it points to, as far as there is no cycle.
  var sortedByForeignKeys: [TableState] {
    var sorted: [TableState] = []
    var visited: Set<String> = []
    func visit(_ table: TableState) {
      guard visited.insert(table.name).inserted else { return }
      for key in table.foreignKeys { if let target = first(where: { $0.name == key.table }) { visit(target) } }
      sorted.append(table)
    }
    for table in self { visit(table) }
    return sorted
  }
}
