/// A function over a window that can be called by name: `rank` in `.window("rank", orderBy: ["-rating"])`.
///
/// Aggregates over a window go by the names that they have as aggregates.
///
/// ```swift
/// extension SQLOperation {
///   static let shareOfRows = SQLOperation("shareOfRows", kind: .window, spelling: .call("SHARE_OF_ROWS"))
/// }
///
/// LookupRegistry.shared.register(NamedWindowFunction("shareofrows") { WindowFunction<Double>(.shareOfRows) })
/// ```
public struct NamedWindowFunction: Sendable {
  /// The name. `rowNumber`, `rownumber` and `row_number` are the same name.
  public let name: String
  let arity: ClosedRange<Int>
  /// The function without its window.
  let apply: @Sendable ([DynamicOperand]) throws -> DynamicExpression

  /// Makes a function of typed parameters.
  public init<each Parameter: NamedParameter, Result: FieldValue>(
    _ name: String, _ body: @escaping @Sendable (repeat each Parameter) -> WindowFunction<Result>
  ) {
    var count = 0
    for _ in repeat (each Parameter).self { count += 1 }
    self.init(name, count...count) { operands in
      var next = OperandReader(operands)
      return DynamicExpression(body(repeat try next.take((each Parameter).self)).function, Result.self)
    }
  }

  /// Makes a function of several types.
  init(
    _ name: String, _ arity: ClosedRange<Int>,
    _ apply: @escaping @Sendable ([DynamicOperand]) throws -> DynamicExpression
  ) {
    self.name = name
    self.arity = arity
    self.apply = apply
  }
}

/// A function over a window, with its window.
package struct NamedWindowCall: Sendable, Hashable {
  package var name: String
  package var arguments: [NamedExpression]
  package var filter: NamedExpression?
  package var partition: [NamedExpression] = []
  package var order: [NamedOrdering] = []
  package var frame: NamedFrame?
}

extension NamedArgument where Self == NamedExpression {
  /// A function or an aggregate over a window: a value for each row, of the rows around it.
  ///
  /// ```swift
  /// let place = NamedExpression.window("rank", partitionBy: [F("blog")], orderBy: ["-rating"])
  /// let recent = NamedExpression.window("avg", F("rating"), orderBy: ["pub_date"], frame: .rows(-2...0))
  /// // RANK() OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."rating" DESC)
  /// try await Entry.objects.annotate("place", place).filter("place__lte", 3).all()
  /// ```
  ///
  /// - Parameters:
  ///   - name: The name: `row_number`, `rank`, `dense_rank`, `percent_rank`, `cume_dist`, `ntile`, `lag`, `lead`,
  ///     `first_value`, `last_value`, `nth_value`, or that of an aggregate.
  ///   - arguments: What it is taken of, and what else it needs: `.window("lag", F("rating"), 2)`.
  ///   - partition: What the rows of one partition have in common. Without it, all rows are one partition.
  ///   - order: The order of the rows in a partition.
  ///   - frame: The rows that an aggregate, `first_value`, `last_value` and `nth_value` look at.
  ///   - filter: The condition on the rows that an aggregate looks at.
  public static func window(
    _ name: String, _ arguments: any NamedArgument..., partitionBy partition: [any NamedArgument] = [],
    orderBy order: [NamedOrdering] = [], frame: NamedFrame? = nil, filter: NamedExpression? = nil
  ) -> NamedExpression {
    NamedExpression(
      .window(
        NamedWindowCall(
          name: name, arguments: arguments.map(\.namedExpression), filter: filter,
          partition: partition.map(\.namedExpression), order: order, frame: frame)))
  }
}

// MARK: - Resolving

extension NameResolver {
  mutating func window(_ call: NamedWindowCall) throws -> DynamicExpression {
    guard purpose == .query else {
      throw KindredError(.invalidQuery, "A check or an index cannot contain a window.") { $0.model = self.name }
    }
    let function = try windowFunction(call)
    let partition = try call.partition.map { try expression($0).node }
    let order = try call.order.flatMap { try ordering($0) }
    return DynamicExpression(function.node.over(partition, order, try call.frame?.windowFrame()), function.type)
  }

  /// The function without its window.
  private mutating func windowFunction(_ call: NamedWindowCall) throws -> DynamicExpression {
    let named = LookupRegistry.shared.windows(named: call.name)
    guard !named.isEmpty else {
      guard LookupRegistry.shared.aggregates(named: call.name).isEmpty else {
        return try aggregate(NamedAggregateCall(name: call.name, arguments: call.arguments, filter: call.filter))
      }
      let choices = LookupRegistry.shared.windowNames
      throw KindredError(
        .invalidName,
        "There is no window function or aggregate \(NameText.quoted(call.name))."
          + NameText.help(for: call.name, choices: choices))
    }
    if call.filter != nil {
      throw KindredError(
        .invalidQuery, "\(NameText.quoted(call.name)) takes no filter; over a window, only aggregates take one.")
    }
    let operands = try call.arguments.map { try operand($0) }
    guard let function = named.first(where: { $0.arity.contains(operands.count) }) else {
      try refuse(call.name, count: operands.count, arities: named.map(\.arity), "window function", [])
    }
    return try describing(function.name, operands) { try function.apply(operands) }
  }
}
