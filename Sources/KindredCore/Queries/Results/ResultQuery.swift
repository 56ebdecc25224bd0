/// The query of `values` and `annotate`: it returns values, or objects with additional values.
///
/// It has the verbs of a query set. A row of `values` is a tuple, or a plain value for a single column. A row of
/// `annotate` is a tuple of an object and its annotations.
///
/// ```swift
/// let names = try await Blog.objects.values { $0.name }.all()            // [String]
/// let sizes = try await Blog.objects.annotate { $0.entry.count() }.all() // [(Blog, Int)]
/// ```
///
/// The closures of its verbs get the selected expressions, preceded by the columns of the model after `annotate`. If an
/// aggregate is selected, the rows are groups: one for each object, or for each combination of the other values.
///
/// - Parameters:
///   - Model: The queried model.
///   - Element: The type of a row.
///   - Kind: ``SelectedValues`` or ``AnnotatedObjects``; ``AliasedValues`` or ``AliasedObjects`` after `alias`;
///     ``SelectedInto`` or ``AnnotatedInto`` where the values are read into a ``Selection``.
///   - Value: The types of the selected expressions, without the object; none where they are those of a ``Selection``.
public struct ResultQuery<Model: KindredCore.Model, Element: Sendable, Kind, each Value: FieldValue>: Sendable {
  // A tuple of typed expressions would crash the compiler (Swift 6.3), so they are stored untyped.
  /// The untyped request.
  public private(set) var request: RowRequest
  let read: ResultReading<Element>
  /// Reads a row and appends it, where that is compiled in the module of the row's type.
  private let append: ResultAppending<Element>?

  init(_ request: RowRequest, _ reader: ResultReader<Element>, append: ResultAppending<Element>? = nil) {
    self.init(request, reading: reader(KeyColumns(request.selection)), append: append)
  }

  private init(
    _ request: RowRequest, reading read: @escaping ResultReading<Element>, append: ResultAppending<Element>?
  ) {
    self.request = request
    self.read = read
    self.append = append
  }
}

/// A kind of result whose closures get the columns of the model before the expressions.
public protocol ObjectResultKind {}

/// A kind of result whose closures get the expressions.
public protocol ValueResultKind {}

/// The kind of a result of `values`.
public enum SelectedValues: ValueResultKind, Sendable {}

/// The kind of a result of `annotate`.
public enum AnnotatedObjects: ObjectResultKind, Sendable {}

/// The kind of a result of objects with expressions of `alias`, which are not selected.
public enum AliasedObjects: ObjectResultKind, Sendable {}

/// The kind of a result of values with expressions of `alias`, which are not selected.
public enum AliasedValues: ValueResultKind, Sendable {}

extension ResultQuery: RowQuery {
  /// The same result with another request.
  public func refined(_ request: RowRequest) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    ResultQuery(request, reading: read, append: append)
  }

  /// The rows of a request.
  public func rows(of request: RowRequest) async throws -> [Element] {
    try await request.read(read, appending: append)
  }

  /// The names of what is selected, for a closure.
  func names(at root: RelationPath) -> (repeat Expr<each Value>) {
    var names = OutputNames(request, at: root.depth)
    return (repeat names.next((each Value).self))
  }
}

extension RowRequest {
  /// The rows, as the closure reads them.
  func read<Element>(
    _ read: @escaping ResultReading<Element>, appending append: ResultAppending<Element>? = nil
  ) async throws -> [Element] {
    try query.check()
    if query.isNone { return [] }
    let database = try query.placeOfRows().database
    var rows: [Element] = []
    let links = links(on: database)
    let joined = joinedReader(links)
    if let append {
      try await self.read(on: database, links) { try append($0, &rows) }
    } else {
      try await self.read(on: database, links) { row in
        rows.append(try read(row))
        try joined?.read(row)
      }
    }
    return rows
  }
}
