/// The reversed default ordering of a relation: `$0.blog.desc`.
public struct RelationOrdering: OrderingTerm {
  /// The orderings.
  public let orderingTerms: [QueryOrdering]
}

extension ModelColumns {
  /// The model's default ordering, or else its key. For a relation, the key is read from the foreign key column.
  public var orderingTerms: [QueryOrdering] {
    let own = Model.schema.orderingTerms(at: queryPath)
    if !own.isEmpty { return own }
    // The foreign key holds the other model's primary key, unless the relation names another field.
    if case .forward(let relation) = queryPath.hops.last, relation.targetField !== Model.schema.key {
      return [QueryOrdering(.expression(.field(queryPath, Model.schema.key)))]
    }
    let column = namedColumn
    return [QueryOrdering(.expression(.field(column.path, column.field)))]
  }

  /// The reversed default ordering of the model, or of its key.
  public var desc: RelationOrdering { RelationOrdering(orderingTerms: orderingTerms.map(\.reversed)) }
}

extension ModelSchema {
  /// The model's default ordering, for a query that reaches it along a path.
  func orderingTerms(at path: RelationPath) -> [QueryOrdering] {
    ordering.compactMap { term in
      field(named: term.field).map { QueryOrdering(.expression(.field(path, $0)), descending: term.isDescending) }
    }
  }
}
