/// The object of whose manager or set a query is, where it knows its database.
struct QueryOwner: Sendable {
  /// Where the object comes from.
  let database: Database
  /// The key to the object.
  let relation: RelationSchema
  /// What messages call the manager or set.
  let name: String

  /// Throws if rows are to be changed elsewhere: there, the object's key means another object.
  func check(writingTo other: Database) throws {
    guard relation.isEnforced else { return }
    try other.check(database, of: relation.target, as: "The object of \(name)")
  }
}

/// The database of a query inside another one.
struct InnerDatabase: Sendable {
  let database: Database
  /// Whether the query does not name it, so that it may as well run on a replica.
  let isByOwner: Bool

  /// Whether the query can run as part of one on another database.
  func allows(_ other: Database, _ schema: ModelSchema) -> Bool {
    database === other || isByOwner && Database.home(of: other, schema) === database
  }
}

extension Query {
  /// The object of its manager or set; nil if there is none, or it does not know its database.
  var owner: QueryOwner? {
    guard Database.knowsObjects else { return nil }
    if let parent { return parent.owner }
    return extras.flatMap { $0.set?.owner ?? $0.owner }
  }

  /// The database that it names, or that a query inside of it names, or where its object's rows are.
  var ownDatabase: InnerDatabase? {
    if let database { return InnerDatabase(database: database, isByOwner: false) }
    if let other = extras?.subqueryDatabase { return other }
    return owner.map { InnerDatabase(database: Database.home(of: $0.database, schema), isByOwner: true) }
  }
}
