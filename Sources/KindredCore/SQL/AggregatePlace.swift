/// The clause of a query that contains an expression. It decides whether aggregates are allowed.
enum AggregatePlace: Sendable, Hashable {
  case condition, ordering, assignment, returning, selection, aggregate, result

  var takesAggregates: Bool { self == .selection || self == .result }

  /// The error for an aggregate in this clause. It says what to write instead.
  func refusal(in schema: ModelSchema) -> KindredError {
    let message =
      switch self {
      case .condition, .selection, .result:
        "A condition applies to single rows, so it cannot contain an aggregate. Group first, and filter the groups: "
          + "values { ($0.…, $0.….count()) }.filter { …, count in count > 5 }; or compute the value first, with "
          + "aggregate { … }."
      case .ordering:
        "A query set orders single rows, so its order cannot contain an aggregate. Order the groups: "
          + "values { ($0.…, $0.….count()) }.order { …, count in count.desc }."
      case .assignment:
        "An assignment applies to a single row, so it cannot contain an aggregate. Set the value of a query: "
          + "$0.….set(Entry.objects.values { $0.….max() }.scalar); or compute it first, with aggregate { … }."
      case .returning:
        "A change returns single rows, so what it returns cannot contain an aggregate. Compute it of the rows that it "
          + "gives, or with aggregate { … }."
      case .aggregate:
        "An aggregate cannot contain another aggregate. Aggregate the groups: "
          + "values { ($0.…, $0.….count()) }.aggregate { …, count in count.avg() }."
      }
    return KindredError(.invalidQuery, message) { $0.model = schema.name }
  }
}
