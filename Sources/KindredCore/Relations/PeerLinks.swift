/// The groups that the rows of one result join along their foreign keys, while the result is being read.
///
/// A group is made by the first row that joins it, in the model's own module, where its type is known: a query for one
/// row pays for nothing that it does not use.
///
/// Unchecked, because only the task that reads the result touches it, and drops it with the last row. The one that all
/// results of one row share is never changed.
public final class PeerLinks: @unchecked Sendable {
  private let ownDatabase: Database?
  /// The same where the database keeps the links, and whoever reads the result keeps the database.
  private let keeper: UncountedReference<Database>?
  @usableFromInline let mode: FetchMode
  @usableFromInline let parent: KnownParent?
  /// A place for each foreign key; none for a result of one row, which has no siblings.
  @usableFromInline let groups: UntypedPlaces
  /// The largest number of keys that room is made for: the objects keep it, however few they turn out to be.
  @usableFromInline static var mostExpected: Int { 4096 }
  /// How many rows the result is likely to have.
  @usableFromInline let expected: Int
  /// Noted when a row that joined is asked for its related object; nil where nobody wants to know.
  @usableFromInline let demand: SiblingDemand?

  /// Makes empty places for a number of foreign keys; for none when the result has one row.
  init(
    count: Int, database: Database?, mode: FetchMode, parent: KnownParent?, expected: Int, demand: SiblingDemand?
  ) {
    self.ownDatabase = database
    self.keeper = nil
    self.mode = mode
    self.parent = parent
    self.expected = expected
    self.demand = demand
    groups = UntypedPlaces(count: count)
  }

  /// Makes the links of all results of one row on a database, in the usual mode.
  init(keptBy database: Database) {
    ownDatabase = nil
    keeper = UncountedReference(database)
    mode = .peers
    parent = nil
    expected = 0
    demand = nil
    groups = UntypedPlaces(count: 0)
  }

  @usableFromInline var database: Database? { ownDatabase ?? keeper?.object }

  /// Notes a key and gives the group of its relation, which has this index in the model's schema.
  @inlinable @inline(__always)
  func join<Relation: ForeignKeyRelation>(_ index: Int, key: Relation.KeyColumn) -> PeerGroup<Relation> {
    if groups.isEmpty { return PeerGroup<Relation>(links: self) }
    if let known = groups.object(at: index, PeerGroup<Relation>.self) {
      known.with { $0.keys.append(key) }
      // Counted once, for the row.
      return known.object
    }
    let group = PeerGroup<Relation>(links: self)
    groups.put(group, at: index)
    if expected > 0 {
      group.keys.makeRoom(for: min(expected, PeerLinks.mostExpected), of: Relation.KeyColumn.self)
    }
    group.keys.append(key)
    return group
  }
}

/// The object that a related manager belongs to: its children know it without asking the database.
@usableFromInline
final class KnownParent: Sendable {
  let relation: RelationSchema
  let object: any Model

  init(relation: RelationSchema, object: any Model) {
    self.relation = relation
    self.object = object
  }
}
