/// What has the verbs that speak of rows, whatever is in them: query sets, related managers, and the results of `values`
/// and `annotate`.
///
/// A verb that needs the columns is one of ``Queryable`` and of ``ResultQuery``.
public protocol RowQuery<Element>: Sendable {
  /// What there is for each row.
  associatedtype Element
  /// The model whose table is asked.
  associatedtype Model: KindredCore.Model
  /// What a verb gives that refines the query: the same kind of query.
  associatedtype Refined

  /// What is asked for, without the types.
  var request: RowRequest { get }

  /// The same kind of query with another request.
  func refined(_ request: RowRequest) -> Refined

  /// The rows of a request, as an array.
  func rows(of request: RowRequest) async throws -> [Element]
}

extension RowQuery {
  func refining(_ change: (inout RowRequest) -> Void) -> Refined { refined(changed(change)) }

  func changed(_ change: (inout RowRequest) -> Void) -> RowRequest {
    var request = request
    change(&request)
    return request
  }
}

/// What is asked for, without the types: rows of a model, or what a result selects of them.
public struct RowRequest: Sendable {
  var query: Query
  /// nil for rows of the model.
  var selection: ResultSelection?

  init(query: Query, selection: ResultSelection? = nil) {
    self.query = query
    self.selection = selection
  }

  func key(_ kind: PlanKey.Kind) -> PlanKey { PlanKey(kind: kind, query: query, selection: selection) }

  /// The groups that the rows join along their foreign keys; nil where no objects are among what is selected.
  func links(on database: Database, expecting expected: Int = 0, demand: SiblingDemand? = nil) -> PeerLinks? {
    if selection?.hasObjects == false { return nil }
    return query.links(on: database, expecting: expected, demand: demand)
  }

  /// Throws what went wrong while the query was put together, and when it is sliced.
  func check(notSlicedFor verb: String) throws {
    var query = query
    _ = query.allow(verb)
    if let failure = query.failure { throw failure }
  }

  /// At most so many rows.
  mutating func limit(to count: Int) { query.window = query.window.slice(from: 0, to: count) }
}
