public import KindredCore

/// Migrations in the order in which they are applied.
///
/// ```swift
/// let history = try MigrationHistory(BlogMigrations.all + ShopMigrations.all)
/// let state = try history.state() // the schema after all of them
/// ```
public struct MigrationHistory: Sendable {
  /// The migrations, each after those that it comes after. Of those that are possible, the first one by name is next.
  public let migrations: [MigrationDefinition]
  private let places: [MigrationID: Int]
  private let followers: [MigrationID: [MigrationID]]

  /// Orders migrations.
  ///
  /// - Throws: ``MigrationError`` when two have the same name, when one comes after one that is missing, or when they
  ///   come after each other in a circle.
  public init(_ migrations: [any Migration.Type]) throws { try self.init(MigrationDefinition.all(of: migrations)) }

  /// Orders migrations.
  ///
  /// - Parameters:
  ///   - definitions: The migrations.
  ///   - applied: Those that a database has. A migration that replaces others is left out where only some of them were
  ///     applied, and they are left out otherwise.
  /// - Throws: ``MigrationError`` when two have the same name, when one comes after one that is missing, or when they
  ///   come after each other in a circle.
  public init(_ definitions: [MigrationDefinition], applied: Set<MigrationID> = []) throws {
    var known: [MigrationID: MigrationDefinition] = [:]
    for definition in definitions where known.updateValue(definition, forKey: definition.id) != nil {
      throw MigrationError(
        .duplicate, "Two migrations are called \(definition.id); give one of them another name.", in: definition.id)
    }
    ReplacedMigrations.choose(among: &known, applied)
    let sorting = try MigrationSorting(known)
    self.migrations = sorting.sorted
    self.followers = sorting.followers
    places = Dictionary(uniqueKeysWithValues: sorting.sorted.enumerated().map { ($1.id, $0) })
  }

  /// The migration with a name.
  public subscript(id: MigrationID) -> MigrationDefinition? { places[id].map { migrations[$0] } }

  /// The migration that a name means: all of it, or its beginning, if there is only one. The module may be left out.
  ///
  /// - Throws: ``MigrationError/Code/unknownMigration``.
  public func find(_ text: String) throws -> MigrationID {
    let asked = MigrationID(stringLiteral: text)
    if self[asked] != nil { return asked }
    let found = migrations.map(\.id).filter { id in
      (asked.app.isEmpty || id.app == asked.app) && id.name.hasPrefix(asked.name)
    }
    let exact = found.filter { $0.name == asked.name }
    if exact.count == 1 { return exact[0] }
    if found.count == 1 { return found[0] }
    let problem =
      found.isEmpty
      ? "There is no migration \"\(text)\"."
      : "\"\(text)\" can be " + found.map(\.description).joined(separator: " or ") + "."
    throw MigrationError(.unknownMigration, problem)
  }

  // MARK: Order

  /// The modules that have migrations, in alphabetical order.
  public var apps: [String] { Set(migrations.map(\.id.app)).sorted() }

  /// The migrations of a module after which no other one of it comes. It is one, unless two people have added one
  /// each.
  public func leaves(of app: String) -> [MigrationID] {
    migrations.map(\.id).filter { id in
      id.app == app && !(followers[id] ?? []).contains { $0.app == app }
    }
  }

  /// Checks that each module has one last migration.
  ///
  /// - Throws: ``MigrationError/Code/severalLeaves`` for the first one that has several.
  public func checkLeaves() throws {
    for app in apps {
      let leaves = leaves(of: app)
      if leaves.count < 2 { continue }
      var error = MigrationError(
        .severalLeaves,
        "Several migrations of \(app) come last: \(leaves.map(\.description).joined(separator: ", ")). Let one of them "
          + "come after the other (migrations rebase), or merge them (makemigrations --merge).")
      error.migrations = leaves
      throw error
    }
  }

  /// The migrations that have to be applied before one, directly or indirectly.
  public func ancestors(of id: MigrationID) -> Set<MigrationID> { ancestors(of: [id]) }

  /// The migrations that can only be applied after one.
  public func descendants(of id: MigrationID) -> Set<MigrationID> { descendants(of: [id]) }

  /// The migrations that have to be applied before one of some.
  func ancestors(of ids: some Sequence<MigrationID>) -> Set<MigrationID> {
    reached(from: ids) { self[$0]?.after ?? [] }
  }

  /// The migrations that can only be applied after one of some.
  func descendants(of ids: some Sequence<MigrationID>) -> Set<MigrationID> {
    reached(from: ids) { followers[$0] ?? [] }
  }

  private func reached(
    from ids: some Sequence<MigrationID>, _ next: (MigrationID) -> [MigrationID]
  ) -> Set<MigrationID> {
    var reached: Set<MigrationID> = []
    var open = ids.flatMap(next)
    while let id = open.popLast() {
      if reached.insert(id).inserted { open += next(id) }
    }
    return reached
  }

  // MARK: Replay

  /// The schema after all migrations, or after some of them.
  ///
  /// - Parameter ids: The migrations; nil for all.
  /// - Throws: ``MigrationError/Code/invalidOperation`` with the migration and the line.
  public func state(after ids: Set<MigrationID>? = nil) throws -> SchemaState {
    var state = SchemaState()
    for migration in migrations where ids?.contains(migration.id) ?? true {
      try migration.apply(to: &state)
    }
    return state
  }

  /// The schema before a migration: after those that have to be applied before.
  public func state(before id: MigrationID) throws -> SchemaState { try state(after: ancestors(of: id)) }
}
