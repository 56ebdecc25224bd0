/// A query for something else than whole objects, or for more: what `values` and `annotate` give.
///
/// It has the verbs of a query set. A row of `values` is a tuple, or a plain value for a single column; one of `annotate`
/// is a tuple of an object and what was computed for it.
///
/// ```swift
/// let names = try await Blog.objects.values { $0.name }.all()            // [String]
/// let sizes = try await Blog.objects.annotate { $0.entry.count() }.all() // [(Blog, Int)]
/// ```
///
/// The closures of its verbs get what is selected; behind `annotate` the columns of the model stand before it. With an
/// aggregate among what is selected, the rows are groups: each object is one, or each combination of the other values.
///
/// - Parameters:
///   - Model: The model whose table is asked.
///   - Element: What there is for each row.
///   - Kind: ``SelectedValues``, or ``AnnotatedObjects``.
///   - Value: The types of what is selected, without the object.
public struct ResultQuery<Model: KindredCore.Model, Element: Sendable, Kind, each Value: FieldValue>: Sendable {
  // A tuple of typed expressions would crash the compiler (Swift 6.3), so that they are kept without their types.
  /// What is asked for, without the types.
  public private(set) var request: RowRequest
  let read: ResultReading<Element>

  init(_ request: RowRequest, _ read: @escaping ResultReading<Element>) {
    self.request = request
    self.read = read
  }
}

/// The kind of results that have values: those of `values`.
public enum SelectedValues: Sendable {}

/// The kind of results that have objects, with something computed for each: those of `annotate`.
public enum AnnotatedObjects: Sendable {}

extension ResultQuery: RowQuery {
  /// The same result with another request.
  public func refined(_ request: RowRequest) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    ResultQuery(request, read)
  }

  /// The rows of a request.
  public func rows(of request: RowRequest) async throws -> [Element] {
    try request.query.check()
    if request.query.isNone { return [] }
    let database = try request.query.placeOfRows().database
    var rows: [Element] = []
    let read = read
    try await database.run(request.key(.rows), links: request.links(on: database)) { rows.append(try read($0)) }
    return rows
  }

  /// The names of what is selected, for a closure.
  func names(at root: RelationPath) -> (repeat Expr<each Value>) {
    var names = OutputNames(request, at: root.depth)
    return (repeat names.next((each Value).self))
  }
}
