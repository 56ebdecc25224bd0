package import KindredCore

/// Cuts a list of changes into migrations of modules that can be applied one after the other.
///
/// Changes stay in their order where they touch the same tables. Where two modules would need each other, the later
/// change goes into a second migration of its module.
package struct MigrationCut {
  /// A migration to be.
  package struct Piece {
    package let index: Int
    package let app: String
    package let stage: MigrationStage
    package var changes: [SchemaChange] = []
    /// The tables that the changes touch.
    var tables: Set<String> = []
    /// The pieces that have to be applied before.
    package var previous: Set<Int> = []
    /// The other modules whose tables it points to.
    var neighbours: Set<String> = []
  }

  private let apps: [String: String]
  private var pieces: [Piece] = []

  /// - Parameter apps: The module of each table.
  package init(apps: [String: String]) {
    self.apps = apps
  }

  package mutating func add(_ changes: [SchemaChange], stage: MigrationStage) {
    for change in changes { add(change, stage) }
  }

  private mutating func add(_ change: SchemaChange, _ stage: MigrationStage) {
    var touched = change.touchedTables
    if case .renameTable(_, to: let new) = change { touched.insert(new) }
    let app = owner(of: change)
    let needed = Set(pieces.filter { $0.app != app && !$0.tables.isDisjoint(with: touched) }.map(\.index))
    var place = pieces.lastIndex { $0.app == app && $0.stage == stage }
    if let found = place, needed.contains(where: { reaches(from: $0, to: pieces[found].index) }) { place = nil }
    let index: Int
    if let place {
      index = place
    } else {
      index = pieces.count
      var piece = Piece(index: index, app: app, stage: stage)
      if let last = pieces.lastIndex(where: { $0.app == app }) { piece.previous.insert(last) }
      pieces.append(piece)
    }
    pieces[index].changes.append(change)
    pieces[index].tables.formUnion(touched)
    pieces[index].previous.formUnion(needed)
    pieces[index].neighbours.formUnion(touched.compactMap { apps[$0] }.filter { $0 != app })
  }

  private func owner(of change: SchemaChange) -> String {
    if case .renameTable(_, to: let new) = change, let app = apps[new] { return app }
    return apps[change.table] ?? ""
  }

  /// Whether a piece needs another one, directly or not.
  private func reaches(from start: Int, to end: Int) -> Bool {
    start == end || pieces[start].previous.contains { reaches(from: $0, to: end) }
  }

  /// The pieces, each after those that it needs.
  package var sorted: [Piece] {
    var sorted: [Piece] = []
    var visited: Set<Int> = []
    func visit(_ piece: Piece) {
      guard visited.insert(piece.index).inserted else { return }
      for index in piece.previous.sorted() { visit(pieces[index]) }
      sorted.append(piece)
    }
    for piece in pieces { visit(piece) }
    return sorted
  }
}

extension SchemaChange {
  /// The tables that the change is about, and those that its foreign keys point to.
  var touchedTables: Set<String> {
    switch self {
    case .createTable(let table): Set(table.foreignKeys.map(\.table)).union([table.name])
    case .addConstraint(table: let table, let constraint), .dropConstraint(table: let table, let constraint),
      .renameConstraint(table: let table, let constraint, to: _):
      if case .foreignKey(let key) = constraint.kind { [table, key.table] } else { [table] }
    case .dropTable, .renameTable, .setTableComment, .addColumn, .dropColumn, .renameColumn, .alterColumn, .setKey,
      .addIndex, .dropIndex, .renameIndex:
      [table]
    }
  }
}
