/// The sibling groups of one result, one for each foreign key, while the result is being read.
///
/// A group is made by the first row that joins it, in the model's own module, where its type is known. So a query for
/// one row only pays for what it uses.
///
/// Unchecked, because only the task that reads the result uses it, and releases it after the last row. The instance
/// shared by all single-row results is immutable.
public final class PeerLinks: @unchecked Sendable {
  private let ownDatabase: Database?
  /// The database, if it keeps these links itself and is kept alive by the reader.
  private let keeper: UncountedReference<Database>?
  @usableFromInline let mode: FetchMode
  @usableFromInline let parent: KnownParent?
  /// A place for each foreign key; empty for a result of one row, which has no siblings.
  @usableFromInline let groups: UntypedPlaces
  /// The maximum number of keys to reserve capacity for, because the objects keep that memory.
  @usableFromInline static var maximumExpected: Int { 4096 }
  /// The estimated number of rows.
  @usableFromInline let expected: Int
  /// What the rows share for relations that do not begin with a key of their own; nil if nothing is.
  @usableFromInline let origin: RowOrigin?
  /// Records that a relation of these rows was read; nil if that is not tracked.
  @usableFromInline let demand: SiblingDemand?

  /// The groups of the models that a row has as its parts; nil for a model without foreign keys.
  let parts: [PeerLinks?]
  /// Where the columns of a model with deferred columns stand; nil for rows with all columns.
  let layout: DeferredLayout?

  /// Makes empty places for a number of foreign keys; 0 if the result has one row.
  init(
    count: Int, database: Database?, mode: FetchMode, parent: KnownParent?, expected: Int, demand: SiblingDemand?,
    parts: [PeerLinks?] = [], origin: RowOrigin? = nil, layout: DeferredLayout? = nil
  ) {
    self.ownDatabase = database
    self.keeper = nil
    self.mode = mode
    self.parent = parent
    self.expected = expected
    self.demand = demand
    self.origin = origin
    self.parts = parts
    self.layout = layout
    groups = UntypedPlaces(count: count)
  }

  /// Makes the shared links of all single-row results of a database, in the default fetch mode.
  init(keptBy database: Database) {
    ownDatabase = nil
    keeper = UncountedReference(database)
    mode = .peers
    parent = nil
    expected = 0
    demand = nil
    origin = nil
    parts = []
    layout = nil
    groups = UntypedPlaces(count: 0)
  }

  @usableFromInline var database: Database? { ownDatabase ?? keeper?.object }

  /// Adds a key and returns the group of its relation. `index` is the relation's index in the model's schema.
  @inlinable @inline(__always)
  func join<Relation: ToOneRelation>(_ index: Int, key: Relation.KeyColumn) -> PeerGroup<Relation> {
    if groups.isEmpty { return PeerGroup<Relation>(links: self) }
    if let known = groups.object(at: index, PeerGroup<Relation>.self) {
      known.with { $0.keys.append(key) }
      // Retained once, for the row.
      return known.object
    }
    let group = PeerGroup<Relation>(links: self)
    groups.put(group, at: index)
    if expected > 0 {
      group.keys.makeRoom(for: min(expected, PeerLinks.maximumExpected), of: Relation.KeyColumn.self)
    }
    group.keys.append(key)
    return group
  }
}

/// The object that a related manager belongs to. Its children get it without a query.
@usableFromInline
final class KnownParent: Sendable {
  let relation: RelationSchema
  let object: any Model

  init(relation: RelationSchema, object: any Model) {
    self.relation = relation
    self.object = object
  }

  /// The object as that of a query; nil if it does not know its database.
  var owner: QueryOwner? {
    object.ownDatabase.map {
      QueryOwner(database: $0, relation: relation, name: relation.accessor ?? relation.source.name)
    }
  }

  /// Drops the rows that were loaded for the object, because they change.
  func forgetLoaded() { object.forgetLoaded(RelatedName(relation)) }
}
