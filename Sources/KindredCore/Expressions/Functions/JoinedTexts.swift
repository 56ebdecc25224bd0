// The concatenation of the texts of several rows.

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The concatenation of the texts that are not NULL; nil if there are none.
  ///
  /// ```swift
  /// let lists = try await Blog.objects
  ///   .values { ($0.name, $0.entry.headline.joined(separator: "; ", orderBy: $0.entry.pubDate.desc)) }
  ///   .all() // [(String, String?)]
  /// // STRING_AGG("entry"."headline", $1::text ORDER BY "entry"."pub_date" DESC)
  /// ```
  ///
  /// Without `orderBy:`, their order is undefined. Distinct texts can only be ordered by themselves; with another order the
  /// query throws ``KindredError/Code/invalidQuery``.
  ///
  /// - Parameters:
  ///   - separator: The text between two texts.
  ///   - distinct: Whether each text is used once.
  ///   - filter: The condition on the rows to aggregate.
  ///   - order: The order of the texts.
  public func joined(
    separator: String, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil,
    orderBy order: any OrderingTerm...
  ) -> Expr<String?> {
    Expr(joined(separator, distinct, filter, order))
  }

  /// The concatenation of the texts that are not NULL, or a default if there are none.
  public func joined(
    separator: String, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil,
    default fallback: String, orderBy order: any OrderingTerm...
  ) -> Expr<String> {
    Expr(.operation(.coalesce, [joined(separator, distinct, filter, order), .value(of: fallback)]))
  }

  fileprivate func joined(
    _ separator: String, _ distinct: Bool, _ filter: (any QueryExpression<Bool>)?, _ order: [any OrderingTerm]
  ) -> ExpressionNode {
    var terms: [AggregateTraits.Order] = []
    var keys: [ExpressionNode] = []
    for term in order.flatMap(\.orderingTerms) {
      guard let key = term.expression else {
        let problem = "joined has no order by chance; leave orderBy out, and the texts come in any order."
        return .invalid(KindredError(.invalidQuery, problem))
      }
      let isItself = distinct && key.hasSameShape(as: node)
      if distinct && !isItself {
        let problem =
          "Distinct texts can only be ordered by themselves, because each of them may come from several rows."
        return .invalid(KindredError(.invalidQuery, problem))
      }
      if !isItself { keys.append(key) }
      terms.append(AggregateTraits.Order(isDescending: term.isDescending, nulls: term.nulls, isArgument: isItself))
    }
    let variants = AggregateVariants(
      "joined", .call("STRING_AGG"), in: [.sqlite: .call("kindred_joined")], countsRepeatedRows: true, order: terms)
    return .aggregate(variants, [node, .value(of: separator)] + keys, distinct: distinct, filter: filter)
  }
}

// MARK: - Names

extension NamedAggregate {
  static let joinedTexts: [NamedAggregate] = [
    NamedAggregate("stringagg", 2...2, of: "a text", for: { ValueFamily($0.columnType) == .text }) {
      operands, options in
      let text = Expr<String?>(try operands[0].natural().node)
      let separator = try operands[1].value(as: String.self)
      let node = text.joined(separator, options.isDistinct, options.filter, options.order)
      return try DynamicExpression(node, String.self).or(options.fallback)
    }
  ]
}
