// Standard deviation and variance.

extension AggregateVariants {
  fileprivate static let standardDeviation = statistics("STDDEV_POP", .call("STDDEV_POP"), .call("kindred_stddev_pop"))
  fileprivate static let sampleDeviation = statistics("STDDEV_SAMP", .call("STDDEV_SAMP"), .call("kindred_stddev_samp"))
  fileprivate static let variance = statistics("VAR_POP", .call("VAR_POP"), .call("kindred_var_pop"))
  fileprivate static let sampleVariance = statistics("VAR_SAMP", .call("VAR_SAMP"), .call("kindred_var_samp"))

  private static func statistics(
    _ name: StaticString, _ spelling: SQLSpelling, _ sqlite: SQLSpelling
  ) -> AggregateVariants {
    AggregateVariants(name, spelling, in: [.sqlite: sqlite], countsRepeatedRows: true)
  }
}

extension QueryExpression where Value: FieldValue, Value.Base: SummableValue {
  /// The standard deviation of the values that are not NULL; nil if there are none.
  ///
  /// ```swift
  /// let spread = try await Entry.objects.aggregate { $0.rating.stdDev() } // Double?
  /// // SELECT CAST(STDDEV_POP("entry"."rating") AS double precision) FROM "entry"
  /// ```
  ///
  /// - Parameters:
  ///   - sample: Whether the values are a sample of a larger set. A sample needs at least two values.
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public func stdDev(
    sample: Bool = false, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil
  ) -> Expr<Double?> {
    Expr(statistic(sample ? .sampleDeviation : .standardDeviation, distinct, filter, nil))
  }

  /// The standard deviation of the values that are not NULL, or a default if there are none.
  public func stdDev(
    sample: Bool = false, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil, default fallback: Double
  ) -> Expr<Double> {
    Expr(statistic(sample ? .sampleDeviation : .standardDeviation, distinct, filter, .value(of: fallback)))
  }

  /// The variance of the values that are not NULL, which is the square of ``stdDev(sample:distinct:filter:)``; nil if
  /// there are none.
  ///
  /// - Parameters:
  ///   - sample: Whether the values are a sample of a larger set. A sample needs at least two values.
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public func variance(
    sample: Bool = false, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil
  ) -> Expr<Double?> {
    Expr(statistic(sample ? .sampleVariance : .variance, distinct, filter, nil))
  }

  /// The variance of the values that are not NULL, or a default if there are none.
  public func variance(
    sample: Bool = false, distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil, default fallback: Double
  ) -> Expr<Double> {
    Expr(statistic(sample ? .sampleVariance : .variance, distinct, filter, .value(of: fallback)))
  }

  private func statistic(
    _ variants: AggregateVariants, _ distinct: Bool, _ filter: (any QueryExpression<Bool>)?, _ fallback: ExpressionNode?
  ) -> ExpressionNode {
    if case .interval = Value.columnType.kind {
      return .invalid(KindredError(.invalidQuery, "Durations have no variance and no standard deviation."))
    }
    return aggregate(variants, distinct: distinct, filter: filter, giving: .asDouble, fallback: fallback)
  }
}

// MARK: - Names

extension NamedAggregate {
  static let statistics: [NamedAggregate] = [
    statistic("stddev") { $0.stdDev(sample: false, distinct: $1, filter: $2) },
    statistic("stddevsamp") { $0.stdDev(sample: true, distinct: $1, filter: $2) },
    statistic("variance") { $0.variance(sample: false, distinct: $1, filter: $2) },
    statistic("varsamp") { $0.variance(sample: true, distinct: $1, filter: $2) },
  ]

  /// A statistic is a floating-point number, whatever numbers it is of.
  private static func statistic(
    _ name: String, _ apply: @escaping @Sendable (Expr<Double?>, Bool, QueryCondition?) -> Expr<Double?>
  ) -> NamedAggregate {
    NamedAggregate(name, 1...1, of: "numbers", for: { ValueFamily($0.columnType).isNumber }) { operands, options in
      let operand = try operands[0].natural()
      return try DynamicExpression(apply(Expr(operand.node), options.isDistinct, options.filter)).or(options.fallback)
    }
  }
}
