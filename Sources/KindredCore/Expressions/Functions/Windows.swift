// Functions over windows. Each is followed by `over`.

/// The functions of a row's place in its window.
///
/// ```swift
/// let best = try await Entry.objects
///   .annotate { Window.rank().over(partitionBy: $0.blogID, orderBy: $0.rating.desc) }
///   .filter { entry, rank in rank <= 3 }
///   .all() // [(Entry, Int)]
/// ```
public enum Window {
  /// The number of the row, from 1. Rows that are equal in the order have different numbers, in any order.
  public static func rowNumber() -> WindowFunction<Int> { WindowFunction(.windowFunction(.rowNumber, [])) }

  /// The rank of the row, from 1. Rows that are equal in the order have the same rank, and leave a gap: 1, 2, 2, 4.
  public static func rank() -> WindowFunction<Int> { WindowFunction(.windowFunction(.rank, [])) }

  /// The rank of the row, from 1 and without gaps: 1, 2, 2, 3.
  public static func denseRank() -> WindowFunction<Int> { WindowFunction(.windowFunction(.denseRank, [])) }

  /// The rank as a fraction: (rank - 1) / (rows - 1), from 0 to 1; 0 where there is one row.
  public static func percentRank() -> WindowFunction<Double> { WindowFunction(.windowFunction(.percentRank, [])) }

  /// The part of the partition's rows up to this row and its equals, above 0 and at most 1.
  public static func cumeDist() -> WindowFunction<Double> { WindowFunction(.windowFunction(.cumeDist, [])) }

  /// The bucket of the row, from 1, if the rows are divided into so many of equal size. The first ones are larger by one
  /// row if the division leaves a remainder.
  ///
  /// A number below 1 or above 2,147,483,647 makes the query throw ``KindredError/Code/invalidQuery``.
  public static func ntile(_ buckets: Int) -> WindowFunction<Int> {
    guard buckets > 0, let number = Int32(exactly: buckets) else {
      return WindowFunction(
        .invalid(KindredError(.invalidQuery, "ntile takes a number of buckets from 1 to 2,147,483,647.")))
    }
    return WindowFunction(.windowFunction(.ntile, [.value(of: number)]))
  }
}

extension QueryExpression where Value: FieldValue {
  /// The value in the row that comes so many rows before in the window's order; nil where there is none.
  ///
  /// ```swift
  /// Entry.objects.values { ($0.headline, $0.headline.lag().over(orderBy: $0.pubDate)) } // (String, String?)
  /// // LAG("entry"."headline", ?1) OVER (ORDER BY "entry"."pub_date" ASC)
  /// ```
  ///
  /// A negative number makes the query throw ``KindredError/Code/invalidQuery``.
  public func lag(_ rows: Int = 1) -> WindowFunction<Value.Base?> { WindowFunction(shifted(.lag, rows, nil)) }

  /// The value in the row that comes so many rows before in the window's order, or a default where there is none.
  public func lag(_ rows: Int = 1, default fallback: Value) -> WindowFunction<Value> {
    WindowFunction(shifted(.lag, rows, .value(of: fallback)))
  }

  /// The value in the row that comes so many rows after in the window's order; nil where there is none.
  public func lead(_ rows: Int = 1) -> WindowFunction<Value.Base?> { WindowFunction(shifted(.lead, rows, nil)) }

  /// The value in the row that comes so many rows after in the window's order, or a default where there is none.
  public func lead(_ rows: Int = 1, default fallback: Value) -> WindowFunction<Value> {
    WindowFunction(shifted(.lead, rows, .value(of: fallback)))
  }

  /// The value in the first row of the frame; nil if the frame has no rows.
  public func firstValue() -> FrameFunction<Value.Base?> { FrameFunction(.windowFunction(.firstValue, [node])) }

  /// The value in the last row of the frame; nil if the frame has no rows.
  ///
  /// Without a frame, that is the last of the current row's equals. The last row of the partition takes
  /// `frame: .rows(...)`.
  public func lastValue() -> FrameFunction<Value.Base?> { FrameFunction(.windowFunction(.lastValue, [node])) }

  /// The value in a row of the frame, counted from 1; nil if the frame has fewer rows.
  ///
  /// A number below 1 or above 2,147,483,647 makes the query throw ``KindredError/Code/invalidQuery``.
  public func nthValue(_ number: Int) -> FrameFunction<Value.Base?> {
    guard number > 0, let place = Int32(exactly: number) else {
      return FrameFunction(
        .invalid(KindredError(.invalidQuery, "nthValue counts the rows of a frame from 1 to 2,147,483,647.")))
    }
    return FrameFunction(.windowFunction(.nthValue, [node, .value(of: place)]))
  }

  fileprivate func shifted(_ operation: SQLOperation, _ rows: Int, _ fallback: ExpressionNode?) -> ExpressionNode {
    guard rows >= 0, let distance = Int32(exactly: rows) else {
      let problem = "lag and lead take a number of rows from 0 to 2,147,483,647; lead is the opposite of lag."
      return .invalid(KindredError(.invalidQuery, problem))
    }
    return .windowFunction(operation, [node, .value(of: distance)] + (fallback.map { [$0] } ?? []))
  }
}

extension SQLOperation {
  static let rowNumber = SQLOperation(
    "rowNumber", kind: .window, nulls: .never, spelling: .call("ROW_NUMBER"))
  fileprivate static let rank = SQLOperation("rank", kind: .window, nulls: .never, spelling: .call("RANK"))
  fileprivate static let denseRank = SQLOperation(
    "denseRank", kind: .window, nulls: .never, spelling: .call("DENSE_RANK"))
  fileprivate static let percentRank = SQLOperation(
    "percentRank", kind: .window, nulls: .never, spelling: .call("PERCENT_RANK"))
  fileprivate static let cumeDist = SQLOperation("cumeDist", kind: .window, nulls: .never, spelling: .call("CUME_DIST"))
  fileprivate static let ntile = SQLOperation("ntile", kind: .window, nulls: .never, spelling: .call("NTILE"))
  fileprivate static let lag = SQLOperation("lag", kind: .window, nulls: .custom, spelling: .call("LAG"))
  fileprivate static let lead = SQLOperation("lead", kind: .window, nulls: .custom, spelling: .call("LEAD"))
  fileprivate static let firstValue = SQLOperation(
    "firstValue", kind: .window, nulls: .custom, spelling: .call("FIRST_VALUE"))
  fileprivate static let lastValue = SQLOperation(
    "lastValue", kind: .window, nulls: .custom, spelling: .call("LAST_VALUE"))
  fileprivate static let nthValue = SQLOperation(
    "nthValue", kind: .window, nulls: .custom, spelling: .call("NTH_VALUE"))
}

// MARK: - Names

extension NamedWindowFunction {
  static let builtIn: [NamedWindowFunction] = [
    NamedWindowFunction("rownumber") { () in Window.rowNumber() }, NamedWindowFunction("rank") { () in Window.rank() },
    NamedWindowFunction("denserank") { () in Window.denseRank() },
    NamedWindowFunction("percentrank") { () in Window.percentRank() },
    NamedWindowFunction("cumedist") { () in Window.cumeDist() },
    NamedWindowFunction("ntile") { (buckets: Int) in Window.ntile(buckets) },
    shifted("lag", .lag), shifted("lead", .lead),
    NamedWindowFunction("firstvalue", 1...1) { try $0.framed { $0.firstValue().function } },
    NamedWindowFunction("lastvalue", 1...1) { try $0.framed { $0.lastValue().function } },
    NamedWindowFunction("nthvalue", 2...2) { operands in
      let number = try operands[1].value(as: Int.self)
      return try operands.framed { $0.nthValue(number).function }
    },
  ]

  private static func shifted(_ name: String, _ operation: SQLOperation) -> NamedWindowFunction {
    NamedWindowFunction(name, 1...3) { operands in
      let rows = operands.count > 1 ? try operands[1].value(as: Int.self) : 1
      let value = try operands[0].natural()
      let fallback = operands.count > 2 ? try operands[2].expression(as: value.type).node : nil
      return DynamicExpression(Expr<Int?>(value.node).shifted(operation, rows, fallback), value.type)
    }
  }
}

extension [DynamicOperand] {
  /// A function of the frame, of the first operand's type.
  fileprivate func framed(_ function: (Expr<Int?>) -> ExpressionNode) throws -> DynamicExpression {
    let value = try self[0].natural()
    return DynamicExpression(function(Expr(value.node)), value.type)
  }
}
