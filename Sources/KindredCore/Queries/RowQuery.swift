/// A type with the verbs for rows of any content: query sets, related managers, and the results of `values` and
/// `annotate`.
///
/// Verbs that need the columns are in ``Queryable`` and ``ResultQuery``.
public protocol RowQuery<Element>: Sendable {
  /// The type of a row.
  associatedtype Element
  /// The queried model.
  associatedtype Model: KindredCore.Model
  /// The type of a refined query, which is the same kind of query.
  associatedtype Refined

  /// The untyped request.
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

/// An untyped request: rows of a model, or a result selected from them.
public struct RowRequest: Sendable {
  var query: Query
  /// nil for rows of the model.
  var selection: ResultSelection?

  init(query: Query, selection: ResultSelection? = nil) {
    self.query = query
    self.selection = selection
  }

  func key(_ kind: PlanKey.Kind) -> PlanKey { PlanKey(kind: kind, query: query, selection: selection) }

  /// The sibling groups of the rows; nil if no objects are selected.
  func links(on database: Database, expecting expected: Int = 0, demand: SiblingDemand? = nil) -> PeerLinks? {
    if let selection, !selection.models.isEmpty {
      return query.links(ofParts: selection, on: database, expecting: expected, demand: demand)
    }
    if selection?.hasObjects == false { return nil }
    return query.links(on: database, expecting: expected, demand: demand)
  }

  /// The reader of the related objects in each row; nil if there are none.
  func joinedReader(_ links: PeerLinks?) -> JoinedReader? {
    if selection?.hasObjects == false { return nil }
    return query.joinedReader(links, selected: selection?.shown.count ?? 0)
  }

  /// Throws the first error made while the query was built, or an error if it is sliced.
  func check(notSlicedFor verb: String) throws {
    var query = query
    _ = query.allow(verb)
    if let failure = query.failure { throw failure }
  }

  /// Limits the number of rows.
  mutating func limit(to count: Int) { query.window = query.window.slice(from: 0, to: count) }
}
