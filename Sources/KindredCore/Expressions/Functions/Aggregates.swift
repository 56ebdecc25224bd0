#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value that SUM and AVG accept.
///
/// A type of your own whose stored form is a number can declare the types of its sums and averages:
///
/// ```swift
/// extension Money: SummableValue {
///   typealias Sum = Money
///   typealias Average = Double
/// }
/// ```
public protocol SummableValue: FieldValue {
  /// The type of a sum. It is wide enough for sums of many values.
  associatedtype Sum: FieldValue
  /// The type of an average.
  associatedtype Average: FieldValue
}

extension SummableValue where Self: FixedWidthInteger {
  /// A sum of integers.
  public typealias Sum = Int
  /// An average of integers has a fraction.
  public typealias Average = Double
}

extension Int: SummableValue {}
extension Int64: SummableValue {}
extension Int32: SummableValue {}
extension Int16: SummableValue {}
extension Int8: SummableValue {}
extension UInt: SummableValue {}
extension UInt64: SummableValue {}
extension UInt32: SummableValue {}
extension UInt16: SummableValue {}
extension UInt8: SummableValue {}

extension Double: SummableValue {
  /// A sum.
  public typealias Sum = Double
  /// An average.
  public typealias Average = Double
}

extension Float: SummableValue {
  /// A sum.
  public typealias Sum = Double
  /// An average.
  public typealias Average = Double
}

extension Decimal: SummableValue {
  /// A sum.
  public typealias Sum = Decimal
  /// An average.
  public typealias Average = Decimal
}

extension Duration: SummableValue {
  /// A sum.
  public typealias Sum = Duration
  /// An average.
  public typealias Average = Duration
}

// MARK: - The operations

extension AggregateVariants {
  fileprivate static let count = AggregateVariants(
    "COUNT", .call("COUNT"), countsRepeatedRows: true, isZeroWithoutRows: true)
  fileprivate static let sum = AggregateVariants("SUM", .call("SUM"), countsRepeatedRows: true)
  fileprivate static let average = AggregateVariants("AVG", .call("AVG"), countsRepeatedRows: true)
  static let minimum = AggregateVariants("MIN", .call("MIN"), countsRepeatedRows: false)
  fileprivate static let maximum = AggregateVariants("MAX", .call("MAX"), countsRepeatedRows: false)
}

extension SQLOperation {
  /// `COUNT(*)`.
  static let countRows = AggregateVariants.count[isDistinct: false, isFiltered: false]
}

/// Conversions around an aggregate or its operand, so that results have the same type on every database.
extension SQLOperation {
  /// PostgreSQL returns numeric for the sum of bigint.
  fileprivate static let asBigInteger = SQLOperation(
    "asBigInteger", spelling: .operand, in: [.postgres: .template("CAST({0} AS bigint)")])

  /// PostgreSQL gives numeric for the average of whole numbers, and adds floats with the precision of floats.
  static let asDouble = SQLOperation(
    "asDouble", spelling: .operand, in: [.postgres: .template("CAST({0} AS double precision)")])

  /// SQLite adds decimals as reals. The conversion to text rounds the sum to 15 digits, as Django does.
  fileprivate static let asDecimalSum = SQLOperation(
    "asDecimalSum", spelling: .operand, in: [.sqlite: .template("CAST(CAST({0} AS TEXT) AS NUMERIC)")])

  /// What is cast to a number compares as one.
  static let asDecimal = SQLOperation(
    "asDecimal", spelling: .operand, in: [.sqlite: .template("CAST({0} AS NUMERIC)")])

  /// Durations are integers (microseconds) in databases without an interval type.
  fileprivate static let asWholeNumber = SQLOperation(
    "asWholeNumber", spelling: .operand, in: [.sqlite: .template("CAST(ROUND({0}) AS INTEGER)")])
}

// MARK: - Counting

extension QueryExpression where Value: FieldValue {
  /// The number of rows in which the expression is not NULL.
  ///
  /// ```swift
  /// let reviewed = try await Entry.objects.aggregate { $0.reviewerID.count() }
  /// // SELECT COUNT("entry"."reviewer_id") FROM "entry"
  /// ```
  ///
  /// - Parameters:
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public func count(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Int> {
    Expr(aggregate(.count, distinct: distinct, filter: filter))
  }
}

extension ModelColumns {
  /// The number of rows of the model; behind a relation, the number of related rows.
  ///
  /// ```swift
  /// let sizes = try await Blog.objects.values { ($0.name, $0.entry.count()) }.all() // [(String, Int)]
  /// // SELECT "blog"."name", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" … GROUP BY "blog"."name"
  /// ```
  ///
  /// - Parameters:
  ///   - distinct: Whether each row counts once, even if joins repeat it.
  ///   - filter: The condition on the rows to aggregate.
  public func count(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Int> {
    let isAll = queryPath == .root(at: max(0, ClosureDepth.current - 1)) && !distinct
    let operands: [ExpressionNode] = isAll ? [] : [.field(queryPath, Model.schema.key)]
    return Expr(.aggregate(.count, operands, distinct: distinct, filter: filter))
  }
}

// MARK: - Sums

extension QueryExpression where Value: FieldValue, Value.Base: SummableValue {
  /// The sum of the values that are not NULL; nil if there are none.
  ///
  /// - Parameters:
  ///   - distinct: Whether each value is added once.
  ///   - filter: The condition on the rows to aggregate.
  public func sum(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base.Sum?> {
    Expr(sum(distinct, filter, nil))
  }

  /// The sum of the values that are not NULL, or a default if there are none.
  ///
  /// ```swift
  /// let total = try await Entry.objects.aggregate { $0.rating.sum(default: 0) } // Int
  /// ```
  public func sum(
    distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base.Sum
  ) -> Expr<Value.Base.Sum> {
    Expr(sum(distinct, filter, .value(of: fallback)))
  }

  /// The average of the values that are not NULL; nil if there are none.
  ///
  /// - Parameters:
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public func avg(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base.Average?> {
    Expr(average(distinct, filter, nil))
  }

  /// The average of the values that are not NULL, or a default if there are none.
  public func avg(
    distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base.Average
  ) -> Expr<Value.Base.Average> {
    Expr(average(distinct, filter, .value(of: fallback)))
  }
}

extension QueryExpression where Value: FieldValue {
  fileprivate func sum(
    _ distinct: Bool, _ filter: (any QueryExpression<Bool>)?, _ fallback: ExpressionNode?
  ) -> ExpressionNode {
    var argument: SQLOperation?
    var result: SQLOperation?
    switch Value.columnType.kind {
    case .integer: result = .asBigInteger
    case .decimal: result = .asDecimalSum
    case .float: argument = .asDouble
    case .bool, .double, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .array: break
    }
    return aggregate(
      .sum, distinct: distinct, filter: filter, taking: argument, giving: result, fallback: fallback)
  }

  fileprivate func average(
    _ distinct: Bool, _ filter: (any QueryExpression<Bool>)?, _ fallback: ExpressionNode?
  ) -> ExpressionNode {
    var result: SQLOperation?
    switch Value.columnType.kind {
    case .integer: result = .asDouble
    case .decimal: result = .asDecimalSum
    case .interval: result = .asWholeNumber
    case .bool, .double, .float, .text, .bytes, .timestamp, .date, .time, .uuid, .json, .array: break
    }
    return aggregate(.average, distinct: distinct, filter: filter, giving: result, fallback: fallback)
  }
}

// MARK: - Smallest and largest

extension QueryExpression where Value: FieldValue, Value.Base: Comparable {
  /// The smallest value; nil if there is none.
  ///
  /// - Parameter filter: The condition on the rows to aggregate.
  public func min(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(ordered(.minimum, filter, nil))
  }

  /// The smallest value, or a default if there is none.
  public func min(filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(ordered(.minimum, filter, .value(of: fallback)))
  }

  /// The largest value; nil if there is none.
  ///
  /// - Parameter filter: The condition on the rows to aggregate.
  public func max(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(ordered(.maximum, filter, nil))
  }

  /// The largest value, or a default if there is none.
  public func max(filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(ordered(.maximum, filter, .value(of: fallback)))
  }

}

extension QueryExpression where Value: FieldValue {
  /// Refuses types that databases order differently.
  fileprivate func ordered(
    _ variants: AggregateVariants, _ filter: (any QueryExpression<Bool>)?, _ fallback: ExpressionNode?
  ) -> ExpressionNode {
    switch Value.columnType.kind {
    case .uuid, .bool, .bytes, .json, .array:
      let problem =
        "Not every database supports MIN and MAX of such values; order by the column and take first()."
      return .invalid(KindredError(.invalidQuery, problem))
    case .decimal: return aggregate(variants, filter: filter, giving: .asDecimal, fallback: fallback)
    case .integer, .double, .float, .text, .timestamp, .date, .time, .interval:
      return aggregate(variants, filter: filter, fallback: fallback)
    }
  }
}

// MARK: - Names

extension NamedAggregate {
  static let basic: [NamedAggregate] = [
    NamedAggregate("count", 0...1, of: "a field or a relation") { operands, options in
      if options.fallback != nil { throw NeedError("no default: without rows it is 0") }
      guard !operands.isEmpty || !options.isDistinct else { throw NeedError("a field or a relation to be distinct by") }
      let nodes = try operands.map { try $0.natural().node }
      return DynamicExpression(
        .aggregate(.count, nodes, distinct: options.isDistinct, filter: options.filter), Int.self)
    },
    NamedAggregate("sum", 1...1, of: "numbers or durations", for: { $0.isSummable }) { operands, options in
      func sum<Value: SummableValue>(_ type: Value.Type, _ operand: DynamicExpression) -> DynamicExpression {
        DynamicExpression(Expr<Value?>(operand.node).sum(options.isDistinct, options.filter, nil), Value.Sum.self)
      }
      let operand = try operands[0].natural()
      return try sum(operand.type.summable(), operand).or(options.fallback)
    },
    NamedAggregate("avg", 1...1, of: "numbers or durations", for: { $0.isSummable }) { operands, options in
      func average<Value: SummableValue>(_ type: Value.Type, _ operand: DynamicExpression) -> DynamicExpression {
        DynamicExpression(
          Expr<Value?>(operand.node).average(options.isDistinct, options.filter, nil), Value.Average.self)
      }
      let operand = try operands[0].natural()
      return try average(operand.type.summable(), operand).or(options.fallback)
    },
    extreme("min", .minimum), extreme("max", .maximum),
  ]

  private static func extreme(_ name: String, _ variants: AggregateVariants) -> NamedAggregate {
    NamedAggregate(
      name, 1...1, of: "values that have an order", for: { ValueFamily($0.columnType).hasOrder }
    ) { operands, options in
      func ordered<Value: FieldValue>(_ type: Value.Type, _ operand: DynamicExpression) -> DynamicExpression {
        DynamicExpression(Expr<Value?>(operand.node).ordered(variants, options.filter, nil), type)
      }
      let operand = try operands[0].natural()
      return try ordered(operand.type, operand).or(options.fallback)
    }
  }
}

extension FieldValue {
  fileprivate static var summableType: (any SummableValue.Type)? {
    Base.self as? any SummableValue.Type ?? ValueFamily(columnType).standardType as? any SummableValue.Type
  }

  /// Whether the values can be added.
  static var isSummable: Bool { summableType != nil }

  /// The type as one that can be added: itself, or the standard type that is stored like it.
  static func summable() throws -> any SummableValue.Type {
    guard let type = summableType else { throw NeedError("numbers or durations") }
    return type
  }
}
