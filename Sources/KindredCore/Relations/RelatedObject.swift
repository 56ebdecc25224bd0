/// The one object whose foreign key points to an object: the reverse side of a one-to-one relation.
///
/// The generated properties use it: `try await place.restaurant` and `try await place.restaurantOrNil`. When it is not
/// loaded, it is loaded for all rows of the same result in one query, depending on the fetch mode.
public struct RelatedObject<Relation: ForeignKeyRelation>: Sendable {
  /// The object that is pointed to.
  public let parent: Relation.Target

  /// The object that points to `parent`.
  public init(of parent: Relation.Target) { self.parent = parent }

  /// The object.
  ///
  /// - Throws: The source's `DoesNotExist` if there is none.
  public func load() async throws -> Relation.Source {
    if let object = try await find() { return object }
    let relation = Relation.schema
    throw Relation.Source.DoesNotExist(
      "No \(relation.source.name) points to this \(relation.target.name) with its \(relation.name)")
  }

  /// The object; nil if there is none.
  public func find() async throws -> Relation.Source? {
    guard let key = Relation.key(of: parent).stored else { return nil }
    let relation = Relation.schema
    let origin = parent.rowOrigin
    if let rows = origin?.rows(of: relation, key, as: Relation.Source.self) { return rows.first.map(linked) }
    if origin?.mode == .raise {
      throw KindredError(
        .fetchBlocked,
        "\(relation.target.name).\(relation.accessor ?? relation.source.name) is not loaded, and the query's fetch mode "
          + "is .raise.")
    }
    let keys = origin?.wanted(of: relation, with: key, as: Relation.Source.self) ?? [key]
    let rows = try await RelatedRows<Relation>.load(keys, near: origin)
    origin?.store(rows, of: relation)
    return rows[key]?.first.map(linked)
  }

  /// The object with its parent loaded. The parent inside does not refer to its result again: that would be a cycle,
  /// which is never freed.
  private func linked(_ object: Relation.Source) -> Relation.Source {
    var (object, parent) = (object, parent)
    parent.rowOrigin = nil
    Relation.setReference(RelatedReference(to: parent), in: &object)
    return object
  }
}

/// Loads the rows whose foreign key has certain values.
enum RelatedRows<Relation: ForeignKeyRelation> {
  /// The rows for each key; no rows are an empty array.
  static func load(
    _ keys: [DatabaseValue], near origin: RowOrigin?
  ) async throws -> [DatabaseValue: [Relation.Source]] {
    let relation = Relation.schema
    var query = Query(schema: Relation.Source.schema)
    try Database.check(relation)
    query.database = Database.router?.database(for: .read, of: query.schema, near: origin?.database) ?? origin?.database
    if let origin { query.fetchMode = origin.mode }
    query.add(ExpressionTerm(.keyCondition(relation.field, keys)), excluding: false)
    var rows = Dictionary(keys.map { ($0, [Relation.Source]()) }) { first, _ in first }
    for object in try await QuerySet<Relation.Source>(query: query).fetch() {
      if let key = Relation.reference(in: object).key.stored { rows[key, default: []].append(object) }
    }
    return rows
  }
}

extension ExpressionNode {
  /// Whether a column of the queried model has one of the values.
  static func keyCondition(_ field: FieldSchema, _ keys: [DatabaseValue]) -> ExpressionNode {
    let column = ExpressionNode.field(.root, field)
    if keys.count == 1, let key = keys.first {
      return .operation(.equal, [column, .value(ValueNode(key, field.type))])
    }
    return .membership(of: column, in: ListNode(keys, field.type))
  }
}
