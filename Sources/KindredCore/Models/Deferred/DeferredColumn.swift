/// A deferred column of an object: its value, or the way to it.
///
/// `@Deferred var body: String` makes two members: `entry.body`, which loads the value if necessary, and `entry.$body`,
/// this value.
///
/// ```swift
/// let text = try await entry.body       // loads it, for all rows of the same result
/// entry.$body.loaded                    // nil if that was not done yet; never runs a query
/// entry.$body.set("A new text")         // save() writes it
/// ```
public struct DeferredColumn<Value: FieldValue>: Sendable {
  /// What the model stores.
  public private(set) var stored: DeferredValue<Value>
  private let schema: ModelSchema
  private let name: String
  /// The key of the object; nil if it has none yet.
  private let key: DatabaseValue?
  private let origin: RowOrigin?

  /// Makes the column of an object.
  ///
  /// - Parameters:
  ///   - stored: What the model stores.
  ///   - name: The name of the property.
  ///   - model: The object.
  public init<M: Model>(_ stored: DeferredValue<Value>, _ name: String, of model: M) {
    self.stored = stored
    self.name = name
    schema = M.schema
    key = stored.isLoaded ? nil : model.primaryKey.stored
    origin = stored.isLoaded ? nil : model.rowOrigin
  }

  /// The value if it is loaded. Never runs a query.
  public var loaded: Value? {
    if let known = stored.known { return known }
    guard let origin, let key, let field = schema.field(named: name) else { return nil }
    return origin.rows(RelatedName(field), of: key, as: Value.self)?.first
  }

  /// The value if it was set or loaded, in the form in which the model stores it: what is inserted and encoded.
  public var held: DeferredValue<Value> { stored.isLoaded ? stored : loaded.map { DeferredValue($0) } ?? stored }

  /// Sets the value. It counts as loaded, and saving the object writes it.
  public mutating func set(_ value: Value) { stored = DeferredValue(value) }

  /// The value. If it is not loaded, it is loaded with one query, depending on the fetch mode for all rows of the same
  /// result.
  ///
  /// - Throws: The model's `DoesNotExist` if the row is gone; ``KindredError/Code/unsavedObject`` for an object without a
  ///   key; ``KindredError/Code/fetchBlocked`` in the fetch mode ``FetchMode/raise``.
  public func load() async throws -> Value {
    if let loaded { return loaded }
    guard let key, let field = schema.field(named: name) else {
      throw KindredError(
        .unsavedObject, "The \(schema.name) has no key yet, and \"\(name)\" was not set; there is nothing to load."
      ) { $0.model = schema.name }
    }
    if (origin?.mode ?? schema.fetchMode) == .raise {
      throw KindredError(
        .fetchBlocked,
        "\(schema.name).\(name) is not loaded, and the query's fetch mode is .raise. Read it with the rows: "
          + "undefer { $0.\(name) }."
      ) {
        $0.model = schema.name
        $0.column = field.column
      }
    }
    let relation = RelatedName(field)
    let keys = origin?.wanted(relation, with: key, as: Value.self) ?? [key]
    let values: [DatabaseValue: [Value]]
    if let origin {
      values = try await origin.loading(relation, of: keys, as: Value.self) {
        try await Self.fetch(keys, field, of: schema, near: origin)
      }
      origin.store(values, relation)
    } else {
      values = try await Self.fetch(keys, field, of: schema, near: nil)
    }
    guard let value = values[key]?.first else { throw Self.missing(schema.model, name) }
    return value
  }

  private static func missing<M: Model>(_ model: M.Type, _ name: String) -> any Error {
    M.DoesNotExist("\(M.schema.name).\(name) cannot be loaded: the row is gone")
  }

  /// The values of the rows with these keys.
  private static func fetch(
    _ keys: [DatabaseValue], _ field: FieldSchema, of schema: ModelSchema, near origin: RowOrigin?
  ) async throws -> [DatabaseValue: [Value]] {
    var query = Query(schema: schema)
    query.ordering = []
    query.database = Database.router?.database(for: .read, of: schema, near: origin?.database) ?? origin?.database
    if keys.count == 1 { query.count(for: origin?.watch, "\(schema.name).\(field.name)", .column) }
    query.add(ExpressionTerm(.keyCondition(schema.key, keys)), excluding: false)
    try query.check()
    var request = RowRequest(query: query)
    request.selection = ResultSelection(hasObjects: false)
    request.selection?.add([.field(.root, schema.key), .field(.root, field)])
    var found: [DatabaseValue: [Value]] = [:]
    try await query.placeOfRows().database.run(request.key(.rows)) { row in
      found[try RawKey.read(row, 0, schema.key.type)] = [try Value(row: row, column: 1)]
    }
    return found
  }
}
