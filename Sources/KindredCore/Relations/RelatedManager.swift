/// The rows whose foreign key points to one object: `blog.entrySet`.
///
/// It has all the verbs of a query set, and can create rows that point to its object. The objects that it returns have
/// their parent loaded.
///
/// ```swift
/// try await blog.entrySet.filter { $0.headline.contains("Lennon") }.count()
/// try await blog.entrySet.create(headline: "Lennon at 80")
/// ```
public struct RelatedManager<Relation: ForeignKeyRelation>: Queryable {
  /// The model whose rows it manages.
  public typealias Model = Relation.Source

  /// The object that the rows point to.
  public let parent: Relation.Target
  private var database: Database?
  /// The error for an unknown database name.
  private var failure: KindredError?
  /// The rows to choose from; nil for the model's `objects`.
  private var rows: QuerySet<Relation.Source>?

  /// Makes the manager of an object.
  public init(parent: Relation.Target) { self.parent = parent }

  /// The object's rows among those of another query set, such as one that the model declares beside `objects`.
  ///
  /// ```swift
  /// extension Entry { static var published: QuerySet<Entry> { objects.filter { $0.isPublished } } }
  ///
  /// try await blog.entrySet(manager: Entry.published).count()
  /// ```
  ///
  /// What was loaded for the object is not used.
  public func callAsFunction(manager rows: QuerySet<Relation.Source>) -> RelatedManager<Relation> {
    var manager = self
    manager.rows = rows
    return manager
  }

  /// All rows that point to the object, whatever the `objects` of their model leave out.
  public var unscoped: RelatedManager<Relation> { self(manager: Relation.Source.unscoped) }

  /// The foreign key value of the rows.
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` if the object has no key yet; ``KindredError/Code/invalidQuery`` if
  ///   the field that the relation names is nil.
  public var parentKey: Relation.KeyColumn.Base {
    get throws {
      guard let key = Relation.key(of: parent).base else {
        throw parent.primaryKey.isUnsaved ? Self.unsaved : Self.keyless
      }
      if key.isUnsaved { throw Self.unsaved }
      return key
    }
  }

  private static var unsaved: KindredError {
    let name = Relation.Target.schema.name
    return KindredError(.unsavedObject, "The \(name) has no key yet; save it before its related objects are used.") {
      $0.model = name
    }
  }

  private static var keyless: KindredError {
    let (target, field) = (Relation.Target.schema.name, Relation.schema.targetField.name)
    return KindredError(
      .invalidQuery, "The field \"\(field)\" of the \(target) is nil, so that no row can refer to it."
    ) {
      $0.model = target
      $0.table = Relation.Target.schema.table
    }
  }

  /// The rows that were loaded for the object; nil if they were not, or are asked for on another database.
  private func loaded() async throws -> [Relation.Source]? {
    guard database == nil, failure == nil, rows == nil, let origin = parent.rowOrigin else { return nil }
    if let rows = RelatedRows<Relation>.loaded(for: parent) { return rows }
    return origin.mode == .peersAndSets ? try await RelatedRows<Relation>.rows(of: parent) : nil
  }

  /// All rows, as an array. No statement runs if they are loaded.
  public func all(fileID: StaticString = #fileID, line: UInt = #line) async throws -> [Relation.Source] {
    if let loaded = try await loaded() { return loaded }
    return try await querySet.all(fileID: fileID, line: line)
  }

  /// The number of rows. No statement runs if they are loaded.
  public func count() async throws -> Int {
    if let loaded = try await loaded() { return loaded.count }
    return try await querySet.count()
  }

  /// Whether there is at least one row. No statement runs if they are loaded.
  public func exists() async throws -> Bool {
    if let loaded = try await loaded() { return !loaded.isEmpty }
    return try await querySet.exists()
  }

  /// The rows as a query set.
  public var querySet: QuerySet<Relation.Source> {
    var query = (rows ?? Relation.Source.objects).query
    if let database { query.database = database }
    query.failure = query.failure ?? failure
    query.parent = KnownParent(relation: Relation.schema, object: parent)
    query.inherit(parent.rowOrigin?.mode)
    query.count(
      for: parent.rowOrigin?.watch,
      "\(Relation.schema.target.name).\(Relation.schema.accessor ?? Relation.schema.source.name)", .set)
    if let key = try? parentKey {
      let column = ColumnExpression<Relation.KeyColumn.Base>(path: .root, field: Relation.schema.field)
      query.add(.comparison(.equal, column, key), excluding: false)
    } else if Relation.key(of: parent).base == nil && !parent.primaryKey.isUnsaved {
      // No row refers to nil.
      query.isNone = true
    } else {
      query.failure = query.failure ?? Self.unsaved
    }
    return QuerySet(query: query)
  }

  /// The same manager on another database.
  public func using(_ database: Database) -> RelatedManager<Relation> {
    var manager = self
    manager.database = database
    return manager
  }

  /// The same manager on the database with a name. If there is none, running a query throws.
  public func using(_ name: String) -> RelatedManager<Relation> {
    do {
      return using(try Database.named(name))
    } catch {
      var manager = self
      manager.failure = error as? KindredError
      return manager
    }
  }
}

extension RelatedManager {
  /// Inserts an object that points to the manager's object.
  @discardableResult
  public func create(_ object: Relation.Source) async throws -> Relation.Source {
    _ = try parentKey
    return try await querySet.create(linked(object))
  }

  /// Inserts an object that points to the manager's object, with some columns set to expressions. See
  /// ``Queryable/create(_:setting:)``.
  @discardableResult
  public func create(
    _ object: Relation.Source, @AssignmentBuilder setting assignments: (Model.Columns) -> [FieldAssignment]
  ) async throws -> Relation.Source {
    _ = try parentKey
    return try await querySet.create(linked(object), setting: assignments)
  }

  /// Inserts an object that points to the manager's object, together with what belongs to it. See
  /// ``Queryable/create(_:with:)-(Model,NewRelated<Model>...)``.
  @discardableResult
  public func create(
    _ object: Relation.Source, with related: NewRelated<Relation.Source>...
  ) async throws -> Relation.Source {
    try await create(object, with: related)
  }

  /// Inserts an object that points to the manager's object, together with what belongs to it. See
  /// ``Queryable/create(_:with:)-(Model,NewRelated<Model>...)``.
  @discardableResult
  public func create(
    _ object: Relation.Source, with related: [NewRelated<Relation.Source>]
  ) async throws -> Relation.Source {
    _ = try parentKey
    return try await querySet.create(linked(object), with: related)
  }

  /// Inserts objects that point to the manager's object, all or none. See
  /// ``Queryable/bulkCreate(_:batchSize:ignoreConflicts:)``.
  @discardableResult
  public func bulkCreate(
    _ objects: some Sequence<Relation.Source>, batchSize: Int = 1000, ignoreConflicts: Bool = false
  ) async throws -> [Relation.Source] {
    _ = try parentKey
    return try await querySet.bulkCreate(objects.map(linked), batchSize: batchSize, ignoreConflicts: ignoreConflicts)
  }

  /// Inserts objects that point to the manager's object, or updates existing rows. See
  /// ``Queryable/bulkCreate(_:batchSize:updating:onConflictOf:)``.
  @discardableResult
  public func bulkCreate<each Updated: ColumnTerm, each Unique: ColumnTerm>(
    _ objects: some Sequence<Relation.Source>, batchSize: Int = 1000,
    updating updated: (Model.Columns) -> (repeat each Updated),
    onConflictOf unique: (Model.Columns) -> (repeat each Unique)
  ) async throws -> [Relation.Source] {
    _ = try parentKey
    return try await querySet.bulkCreate(
      objects.map(linked), batchSize: batchSize, updating: updated, onConflictOf: unique)
  }

  /// Inserts objects that point to the manager's object, or updates existing rows, and says which. See
  /// ``Queryable/upsert(_:onConflictOf:updating:where:)``.
  @discardableResult
  public func upsert<each Updated: ColumnTerm>(
    _ objects: some Sequence<Relation.Source>, onConflictOf target: ConflictTarget<Model>,
    updating updated: (Model.Columns) -> (repeat each Updated),
    @ResultConditionBuilder where condition: (Model.Columns, Model.Columns) -> QueryCondition = { _, _ in .always }
  ) async throws -> [Upserted<Model>] {
    _ = try parentKey
    return try await querySet.upsert(objects.map(linked), onConflictOf: target, updating: updated, where: condition)
  }

  /// Inserts objects that point to the manager's object, or changes existing rows by expressions, and says which. See
  /// ``Queryable/upsert(_:onConflictOf:setting:where:)``.
  @discardableResult
  public func upsert(
    _ objects: some Sequence<Relation.Source>, onConflictOf target: ConflictTarget<Model>,
    @AssignmentBuilder setting assignments: (Model.Columns, Model.Columns) -> [FieldAssignment],
    @ResultConditionBuilder where condition: (Model.Columns, Model.Columns) -> QueryCondition = { _, _ in .always }
  ) async throws -> [Upserted<Model>] {
    _ = try parentKey
    return try await querySet.upsert(
      objects.map(linked), onConflictOf: target, setting: assignments, where: condition)
  }

  /// The one row of the manager for which the condition holds, or a new one that points to its object. See
  /// ``Queryable/getOrCreate(_:creating:)``.
  @discardableResult
  public func getOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, creating: () throws -> Relation.Source
  ) async throws -> (object: Relation.Source, isNew: Bool) {
    _ = try parentKey
    return try await querySet.getOrCreate(condition) { linked(try creating()) }
  }

  /// Updates the one row of the manager for which the condition holds, or inserts a new one that points to its object.
  /// See ``Queryable/updateOrCreate(_:setting:creating:)``.
  @discardableResult
  public func updateOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, @AssignmentBuilder setting: (Model.Columns) -> [FieldAssignment],
    creating: () throws -> Relation.Source
  ) async throws -> (object: Relation.Source, isNew: Bool) {
    _ = try parentKey
    return try await querySet.updateOrCreate(condition, setting: setting) { linked(try creating()) }
  }

  /// The object, changed to point to the manager's object.
  func linked(_ object: Relation.Source) -> Relation.Source {
    var object = object
    Relation.setReference(RelatedReference(to: parent), in: &object)
    return object
  }
}
