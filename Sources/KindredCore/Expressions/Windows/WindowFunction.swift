/// A function that only exists over a window, before its window is known: `Window.rank()`.
///
/// ``over(partitionBy:orderBy:_:)`` makes an expression of it.
public struct WindowFunction<Value: Sendable>: Sendable {
  let function: ExpressionNode

  init(_ function: ExpressionNode) { self.function = function }

  /// A window function of your own, or one that Kindred does not have.
  ///
  /// ```swift
  /// extension SQLOperation {
  ///   static let shareOfRows = SQLOperation("shareOfRows", kind: .window, spelling: .call("SHARE_OF_ROWS"))
  /// }
  ///
  /// let share = WindowFunction<Double>(.shareOfRows).over(orderBy: $0.rating)
  /// ```
  public init(_ operation: SQLOperation, _ operands: any QueryExpression...) {
    self.init(.windowFunction(operation, operands.map(\.node)))
  }

  /// The function over a window.
  ///
  /// ```swift
  /// Window.rank().over(partitionBy: $0.blogID, orderBy: $0.rating.desc)
  /// // RANK() OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."rating" DESC)
  /// ```
  ///
  /// - Parameters:
  ///   - partition: What the rows of one partition have in common. Without it, all rows are one partition.
  ///   - first: The order of the rows in a partition, which such a function needs.
  ///   - others: Further terms of the order.
  public func over(
    partitionBy partition: any PartitionTerm..., orderBy first: any OrderingTerm, _ others: any OrderingTerm...
  ) -> Expr<Value> {
    Expr(function.over(partition, [first] + others, nil))
  }
}

/// A function of the frame of a window, before its window is known: `$0.rating.firstValue()`.
public struct FrameFunction<Value: Sendable>: Sendable {
  let function: ExpressionNode

  init(_ function: ExpressionNode) { self.function = function }

  /// A function of your own that looks at the frame.
  public init(_ operation: SQLOperation, _ operands: any QueryExpression...) {
    self.init(.windowFunction(operation, operands.map(\.node)))
  }

  /// The function over a window.
  ///
  /// - Parameters:
  ///   - partition: What the rows of one partition have in common. Without it, all rows are one partition.
  ///   - order: The order of the rows in a partition.
  ///   - frame: The rows that the function looks at; see ``WindowFrame``.
  public func over(
    partitionBy partition: any PartitionTerm..., orderBy order: any OrderingTerm..., frame: WindowFrame? = nil
  ) -> Expr<Value> {
    Expr(function.over(partition, order, frame))
  }
}

extension Expr {
  /// An aggregate over a window: a value for each row, of the rows around it.
  ///
  /// ```swift
  /// Entry.objects.annotate { $0.rating.avg().over(partitionBy: $0.blogID, orderBy: $0.pubDate, frame: .rows(-2...0)) }
  /// // AVG("entry"."rating") OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."pub_date" ASC
  /// // ROWS BETWEEN ?1 PRECEDING AND CURRENT ROW)
  /// ```
  ///
  /// An expression of several aggregates gets the window at each of them. `filter:` of an aggregate restricts the rows that
  /// it looks at; databases have no `distinct: true` over a window.
  ///
  /// - Parameters:
  ///   - partition: What the rows of one partition have in common. Without it, all rows are one partition.
  ///   - order: The order of the rows in a partition.
  ///   - frame: The rows that the aggregate looks at; see ``WindowFrame``.
  public func over(
    partitionBy partition: any PartitionTerm..., orderBy order: any OrderingTerm..., frame: WindowFrame? = nil
  ) -> Expr<Value> {
    Expr(node.over(partition, order, frame))
  }
}

// MARK: - Partitions

/// What the rows of a partition have in common: an expression, or a relation, which stands for its key.
public protocol PartitionTerm {
  /// The expression.
  var partitionExpression: AnyExpression { get }
}

extension ColumnExpression: PartitionTerm {
  /// The column.
  public var partitionExpression: AnyExpression { erased }
}

extension Expr: PartitionTerm {
  /// The expression itself.
  public var partitionExpression: AnyExpression { erased }
}

extension ModelColumns {
  /// The key of the related row.
  public var partitionExpression: AnyExpression {
    let column = namedColumn
    return AnyExpression(term: ExpressionTerm(column.path, column.field))
  }
}

// MARK: - Making

extension ExpressionNode {
  /// A window function without its window, or the reason why it is none.
  static func windowFunction(_ operation: SQLOperation, _ operands: [ExpressionNode]) -> ExpressionNode {
    guard operation.isWindow || operation.aggregate != nil else {
      return .invalid(
        KindredError(.invalidQuery, "\"\(operation.name)\" is neither a window function nor an aggregate."))
    }
    return .applying(operation, operands)
  }

  /// The expression with a window at each of its aggregates and window functions.
  fileprivate func over(
    _ partition: [any PartitionTerm], _ order: [any OrderingTerm], _ frame: WindowFrame?
  ) -> ExpressionNode {
    over(partition.map(\.partitionExpression.term.node), order.flatMap(\.orderingTerms), frame)
  }

  /// The expression with a window at each of its aggregates and window functions.
  func over(_ partition: [ExpressionNode], _ order: [QueryOrdering], _ frame: WindowFrame?) -> ExpressionNode {
    if isInvalid { return self }
    do {
      let window = WindowNode(
        operation: .countRows, operands: [], partition: partition, order: order,
        frame: try frame?.shape(orderedBy: order))
      for term in partition + order.compactMap(\.expression) {
        if let failure = term.failure { return .invalid(failure) }
      }
      var count = 0
      let whole = try over(window, &count)
      if count > 0 { return whole }
      throw KindredError(
        .invalidQuery, "over makes a window of an aggregate, and this expression has none: $0.….sum().over(…).")
    } catch {
      return .invalid(
        error as? KindredError ?? KindredError(.invalidQuery, "The window cannot be used.") { $0.underlying = error })
    }
  }

  private func over(_ window: WindowNode, _ count: inout Int) throws -> ExpressionNode {
    if isWindow { return self }
    if case .operation(let operation, let operands) = self, operation.isWindow || operation.aggregate != nil {
      if operation.aggregate?.isDistinct == true || operation.aggregate?.order.isEmpty == false {
        throw KindredError(
          .invalidQuery,
          "\(operation.name) over a window takes neither distinct: true nor an order of its own; order the window: over(orderBy:)."
        )
      }
      count += 1
      var window = window
      window.operation = operation
      window.operands = operands
      return .window(window)
    }
    var failure: (any Error)?
    let mapped = mapChildren { child in
      do { return try child.over(window, &count) } catch {
        failure = failure ?? error
        return child
      }
    }
    if let failure { throw failure }
    return mapped
  }
}
