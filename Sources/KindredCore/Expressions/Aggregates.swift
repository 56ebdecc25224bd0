#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value of which many can be added up.
///
/// A type of your own whose stored form is a number can say what its sums are:
///
/// ```swift
/// extension Money: SummableValue {
///   typealias Sum = Money
///   typealias Average = Double
/// }
/// ```
public protocol SummableValue: FieldValue {
  /// The type of a sum: wide enough for many of them.
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

extension Expression {
  /// An aggregate over this expression.
  fileprivate func aggregate(
    _ function: AggregateFunction, of type: ColumnType, distinct: Bool = false, filter: (any Expression<Bool>)?,
    fallback: (any FieldValue)? = nil
  ) -> ExpressionNode {
    .aggregate(
      AggregateNode(
        function: function, argument: node, type: type, isDistinct: distinct, filter: filter?.node,
        fallback: fallback.map { .value(of: $0) }, emptyResult: function == .count ? 0 : fallback))
  }
}

// MARK: - Counting

extension Expression where Value: FieldValue {
  /// The number of rows in which the expression is not NULL.
  ///
  /// ```swift
  /// let reviewed = try await Entry.objects.aggregate { $0.reviewerID.count() }
  /// // SELECT COUNT("entry"."reviewer_id") FROM "entry"
  /// ```
  ///
  /// - Parameters:
  ///   - distinct: Whether each value counts once.
  ///   - filter: Which rows are looked at.
  public func count(distinct: Bool = false, filter: (any Expression<Bool>)? = nil) -> Expr<Int> {
    Expr(aggregate(.count, of: Value.columnType, distinct: distinct, filter: filter))
  }
}

extension ModelColumns {
  /// The number of rows of the model: of those that are related, behind a relation.
  ///
  /// ```swift
  /// let sizes = try await Blog.objects.values { ($0.name, $0.entry.count()) }.all() // [(String, Int)]
  /// // SELECT "blog"."name", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" … GROUP BY "blog"."name"
  /// ```
  ///
  /// - Parameters:
  ///   - distinct: Whether each row counts once, however often joins repeat it.
  ///   - filter: Which rows are looked at.
  public func count(distinct: Bool = false, filter: (any Expression<Bool>)? = nil) -> Expr<Int> {
    let isAll = queryPath == .root && !distinct
    return Expr(
      .aggregate(
        AggregateNode(
          function: .count, argument: isAll ? nil : .field(queryPath, Model.schema.key), type: .integer(bits: 64),
          isDistinct: distinct, filter: filter?.node, emptyResult: 0)))
  }
}

// MARK: - Adding up

extension Expression where Value: FieldValue, Value.Base: SummableValue {
  /// The sum of the values that are not NULL; nil where there is none.
  ///
  /// - Parameters:
  ///   - distinct: Whether each value is added once.
  ///   - filter: Which rows are looked at.
  public func sum(distinct: Bool = false, filter: (any Expression<Bool>)? = nil) -> Expr<Value.Base.Sum?> {
    Expr(aggregate(.sum, of: Value.columnType, distinct: distinct, filter: filter))
  }

  /// The sum of the values that are not NULL, or a value in its place where there is none.
  ///
  /// ```swift
  /// let total = try await Entry.objects.aggregate { $0.rating.sum(default: 0) } // Int
  /// ```
  public func sum(
    distinct: Bool = false, filter: (any Expression<Bool>)? = nil, default fallback: Value.Base.Sum
  ) -> Expr<Value.Base.Sum> {
    Expr(aggregate(.sum, of: Value.columnType, distinct: distinct, filter: filter, fallback: fallback))
  }

  /// The average of the values that are not NULL; nil where there is none.
  ///
  /// - Parameters:
  ///   - distinct: Whether each value is looked at once.
  ///   - filter: Which rows are looked at.
  public func avg(distinct: Bool = false, filter: (any Expression<Bool>)? = nil) -> Expr<Value.Base.Average?> {
    Expr(aggregate(.average, of: Value.columnType, distinct: distinct, filter: filter))
  }

  /// The average of the values that are not NULL, or a value in its place where there is none.
  public func avg(
    distinct: Bool = false, filter: (any Expression<Bool>)? = nil, default fallback: Value.Base.Average
  ) -> Expr<Value.Base.Average> {
    Expr(aggregate(.average, of: Value.columnType, distinct: distinct, filter: filter, fallback: fallback))
  }
}

// MARK: - Smallest and largest

extension Expression where Value: FieldValue, Value.Base: Comparable {
  /// The smallest value; nil where there is none.
  ///
  /// - Parameter filter: Which rows are looked at.
  public func min(filter: (any Expression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(ordered(.minimum, filter, nil))
  }

  /// The smallest value, or another one in its place where there is none.
  public func min(filter: (any Expression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(ordered(.minimum, filter, fallback))
  }

  /// The largest value; nil where there is none.
  ///
  /// - Parameter filter: Which rows are looked at.
  public func max(filter: (any Expression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(ordered(.maximum, filter, nil))
  }

  /// The largest value, or another one in its place where there is none.
  public func max(filter: (any Expression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(ordered(.maximum, filter, fallback))
  }

  /// Databases do not agree on an order of everything that Swift compares.
  private func ordered(
    _ function: AggregateFunction, _ filter: (any Expression<Bool>)?, _ fallback: Value.Base?
  ) -> ExpressionNode {
    switch Value.columnType.kind {
    case .uuid, .bool, .bytes, .json, .array:
      let problem =
        "Not every database has the smallest or largest of such values; order by the column and take first()."
      return .invalid(KindredError(.invalidQuery, problem))
    default: return aggregate(function, of: Value.columnType, filter: filter, fallback: fallback)
    }
  }
}
