// Methods of sequences that queries do not have. Each message names the verb that runs in the database instead.
// `filter` is not among them, because it would hide the errors of wrong conditions.

extension Queryable {
  /// Searching in Swift would read the whole table.
  @available(*, unavailable, message: "write the condition for the database: filter { … }.first()")
  public func first(where condition: (Model) async throws -> Bool) async throws -> Model? { nil }

  /// Searching in Swift would read the whole table.
  @available(*, unavailable, message: "write the condition for the database: filter { … }.exists()")
  public func contains(where condition: (Model) async throws -> Bool) async throws -> Bool { false }

  /// Checking each row in Swift would read the whole table.
  @available(
    *, unavailable, message: "ask the database for a row that breaks the condition: !exclude { … }.exists()"
  )
  public func allSatisfy(_ condition: (Model) async throws -> Bool) async throws -> Bool { false }

  /// The first rows are a slice.
  @available(*, unavailable, message: "slice the query: [..<count]")
  public func prefix(_ count: Int) -> QuerySet<Model> { querySet }

  /// The rows after the first ones are a slice.
  @available(*, unavailable, message: "slice the query: [count...]")
  public func dropFirst(_ count: Int = 1) -> QuerySet<Model> { querySet }

  /// The database can compute values of each row.
  @available(
    *, unavailable,
    message: "name the columns: values { $0.name }; what only Swift can make of objects: all().map"
  )
  public func map<Result>(_ transform: (Model) async throws -> Result) -> [Result] { [] }

  /// The database can compute values of each row.
  @available(
    *, unavailable,
    message: "leave NULL to the database: filter { $0.name.isNotNull }.values { $0.name }"
  )
  public func compactMap<Result>(_ transform: (Model) async throws -> Result?) -> [Result] { [] }

  /// Related rows have a query of their own.
  @available(
    *, unavailable,
    message: "ask for the related rows: Entry.objects.filter { $0.blog.in(blogs) }"
  )
  public func flatMap<Results: Sequence>(_ transform: (Model) async throws -> Results) -> [Results.Element] { [] }

  /// The database can find the smallest value.
  @available(
    *, unavailable, message: "earliest { $0.rating } gives the row, aggregate { $0.rating.min() } the value"
  )
  public func min(by areInIncreasingOrder: (Model, Model) async throws -> Bool) async throws -> Model? { nil }

  /// The database can find the largest value.
  @available(*, unavailable, message: "latest { $0.rating } gives the row, aggregate { $0.rating.max() } the value")
  public func max(by areInIncreasingOrder: (Model, Model) async throws -> Bool) async throws -> Model? { nil }

  /// The database can compute sums.
  @available(*, unavailable, message: "let the database add up: aggregate { $0.rating.sum() }")
  public func reduce<Result>(
    _ initial: Result, _ next: (Result, Model) async throws -> Result
  ) async throws -> Result { initial }

  /// The database can compute sums.
  @available(*, unavailable, message: "let the database add up: aggregate { $0.rating.sum() }")
  public func reduce<Result>(
    into initial: Result, _ update: (inout Result, Model) async throws -> Void
  ) async throws -> Result { initial }

  /// The database can sort.
  @available(*, unavailable, message: "let the database sort: order { $0.rating }")
  public func sorted(by areInIncreasingOrder: (Model, Model) throws -> Bool) -> [Model] { [] }

  /// The key's label is `id`, whatever the property's name.
  @available(*, unavailable, renamed: "get(id:)")
  public func get(pk key: Model.PrimaryKey) async throws -> Model { throw Model.DoesNotExist() }

  /// Columns are no variables.
  @_disfavoredOverload
  @available(*, unavailable, message: "a column is set by a method: update { $0.rating.set(5) }")
  public func update(_ change: (inout Model) throws -> Void) async throws -> Int { 0 }

  /// A loop reads the rows bit by bit.
  @available(*, unavailable, message: "read the rows in a loop: for try await row in query.rows { … }")
  public func forEach(_ body: (Model) async throws -> Void) async throws {}
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The verb for the database has another name.
  @available(*, unavailable, renamed: "startsWith(_:)")
  public func hasPrefix(_ prefix: String) -> QueryCondition { startsWith(prefix) }

  /// The verb for the database has another name.
  @available(*, unavailable, renamed: "endsWith(_:)")
  public func hasSuffix(_ suffix: String) -> QueryCondition { endsWith(suffix) }
}

extension QueryOrdering {
  /// `desc` and `asc` are called in other libraries.
  @available(*, unavailable, message: "orderings are properties, without parentheses: $0.name.desc")
  public func callAsFunction() -> QueryOrdering { self }
}

extension Expr where Value == Bool {
  /// `isNull` and `isNotNull` are called in other libraries.
  @available(*, unavailable, message: "these conditions are properties, without parentheses: $0.name.isNull")
  public func callAsFunction() -> QueryCondition { self }
}
