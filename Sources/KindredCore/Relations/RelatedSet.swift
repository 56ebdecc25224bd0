/// The objects that a many-to-many relation links with one object: `entry.authors`, and from the other end
/// `author.entrySet`.
///
/// It has all the verbs of a query set, and changes the links.
///
/// ```swift
/// try await entry.authors.add(john, paul)
/// let names = try await entry.authors.order { $0.name }.values { $0.name }.all()
/// try await entry.authors.remove(paul)
/// ```
///
/// The first `filter` is about the same links as the set: with a condition on the link's model, it asks about the links
/// of this object.
public struct RelatedSet<Model: KindredCore.Model>: Queryable {
  /// The relation, from the end of the object.
  let end: any RelatedSetEnd<Model>
  private var database: Database?
  private var failure: KindredError?
  /// The objects to choose from; nil for the model's `objects`.
  private var rows: QuerySet<Model>?

  /// The set of an object of the model that declares the relation.
  public init<Relation: ManyToManyRelation>(_ relation: Relation.Type, of object: Relation.Near.Target)
  where Relation.Far.Target == Model {
    self.init(end: NearEnd<Relation>(parent: object))
  }

  /// The set of an object of the other model.
  public init<Relation: ManyToManyRelation>(reversing relation: Relation.Type, of object: Relation.Far.Target)
  where Relation.Near.Target == Model {
    self.init(end: FarEnd<Relation>(parent: object))
  }

  private init(end: any RelatedSetEnd<Model>) { self.end = end }

  /// The linked objects among those of another query set, such as one that the model declares beside `objects`.
  ///
  /// ```swift
  /// try await author.entrySet(manager: Entry.published).count()
  /// ```
  ///
  /// What was loaded for the object is not used.
  public func callAsFunction(manager rows: QuerySet<Model>) -> RelatedSet<Model> {
    var set = self
    set.rows = rows
    return set
  }

  /// All linked objects, whatever the `objects` of their model leave out.
  public var unscoped: RelatedSet<Model> { self(manager: Model.unscoped) }

  private func loaded() async throws -> [Model]? {
    guard database == nil, failure == nil, rows == nil else { return nil }
    return try await end.loaded()
  }

  /// All objects, as an array. No statement runs if they are loaded.
  public func all(fileID: StaticString = #fileID, line: UInt = #line) async throws -> [Model] {
    if let loaded = try await loaded() { return loaded }
    return try await querySet.all(fileID: fileID, line: line)
  }

  /// The number of objects. No statement runs if they are loaded.
  public func count() async throws -> Int {
    if let loaded = try await loaded() { return loaded.count }
    return try await querySet.count()
  }

  /// Whether there is at least one object. No statement runs if they are loaded.
  public func exists() async throws -> Bool {
    if let loaded = try await loaded() { return !loaded.isEmpty }
    return try await querySet.exists()
  }

  /// The objects as a query set.
  public var querySet: QuerySet<Model> {
    var query = (rows ?? Model.objects).query
    if let database { query.database = database }
    query.failure = query.failure ?? failure
    do {
      let (own, other) = end.keys
      let column = ExpressionNode.field(.root.following(backwards: other), own.field)
      let condition = ExpressionNode.operation(.equal, [column, .value(ValueNode(try end.parentKey, own.field.type))])
      query.add(ExpressionTerm(condition), excluding: false)
      query.sharesScope = true
      query.inherit(end.mode)
      query.count(for: end.watch, end.name, .set)
      let set = KnownSet(end)
      query.extras = QueryExtras.changing(query.extras) { $0.set = set }
    } catch {
      query.fail(error as? KindredError ?? KindredError(.unsavedObject, "\(error)"))
    }
    return QuerySet(query: query)
  }

  /// The same set on another database.
  public func using(_ database: Database) -> RelatedSet<Model> {
    var set = self
    set.database = database
    return set
  }

  /// The same set on the database with a name. If there is none, running a query throws.
  public func using(_ name: String) -> RelatedSet<Model> {
    do {
      return using(try Database.named(name))
    } catch {
      var set = self
      set.failure = error as? KindredError
      return set
    }
  }

  /// The objects for which the condition holds. See ``Queryable/filter(_:)``.
  @inlinable
  public consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.filter(condition)
  }

  /// The objects for which the condition does not hold. See ``Queryable/exclude(_:)``.
  @inlinable
  public consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.exclude(condition)
  }

  /// The place where the links are changed. What was loaded is dropped.
  func writing() throws -> Database {
    if let failure { throw failure }
    end.forgetLoaded()
    let origin = end.databaseOfParent
    let database = try Session.database(for: database, .write, of: end.keys.own.source, near: origin)
    if end.keys.own.isEnforced { try database.check(origin, of: end.keys.own.target, as: "The object of the set") }
    return database
  }
}
