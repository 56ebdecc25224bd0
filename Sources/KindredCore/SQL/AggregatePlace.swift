/// The clause of a query that contains an expression. It decides whether aggregates are allowed.
enum AggregatePlace: Sendable, Hashable {
  case condition, ordering, assignment, selection, aggregate, result

  var takesAggregates: Bool { self == .selection || self == .result }

  /// The error for an aggregate in this clause. It says what to write instead.
  func refusal(in schema: ModelSchema) -> KindredError {
    let message =
      switch self {
      case .condition, .selection, .result:
        "A condition asks for single rows, and an aggregate is taken of many. Give the groups first and filter them: "
          + "values { ($0.…, $0.….count()) }.filter { …, count in count > 5 }; or ask for the number first, with "
          + "aggregate { … }."
      case .ordering:
        "A query set orders single rows, and an aggregate is taken of many. Order the groups: "
          + "values { ($0.…, $0.….count()) }.order { …, count in count.desc }."
      case .assignment:
        "An update computes with single rows, and an aggregate is taken of many. Ask for it first, with "
          + "aggregate { … }, and set the value."
      case .aggregate:
        "An aggregate cannot be taken of an aggregate. Aggregate the result of the groups: "
          + "values { ($0.…, $0.….count()) }.aggregate { …, count in count.avg() }."
      }
    return KindredError(.invalidQuery, message) { $0.model = schema.name }
  }
}
