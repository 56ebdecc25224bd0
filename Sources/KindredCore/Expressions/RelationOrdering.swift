/// The order of a relation in the opposite direction: `$0.blog.desc`.
public struct RelationOrdering: OrderingTerm {
  /// The terms.
  public let orderingTerms: [QueryOrdering]
}

extension ModelColumns {
  /// The model's own order or, where it has none, its key: of a relation, the one that the row holds.
  public var orderingTerms: [QueryOrdering] {
    let own = Model.schema.orderingTerms(at: queryPath)
    if !own.isEmpty { return own }
    // The key that the row holds is the key of the other model, unless the relation names another field of it.
    if case .forward(let relation) = queryPath.hops.last, relation.targetField !== Model.schema.key {
      return [QueryOrdering(.expression(.field(queryPath, Model.schema.key)))]
    }
    let column = namedColumn
    return [QueryOrdering(.expression(.field(column.path, column.field)))]
  }

  /// The opposite of the model's own order, or of that of its key.
  public var desc: RelationOrdering { RelationOrdering(orderingTerms: orderingTerms.map(\.reversed)) }
}

extension ModelSchema {
  /// The model's own order, for a query that reaches it along a path.
  func orderingTerms(at path: RelationPath) -> [QueryOrdering] {
    ordering.compactMap { term in
      field(named: term.field).map { QueryOrdering(.expression(.field(path, $0)), descending: term.isDescending) }
    }
  }
}
