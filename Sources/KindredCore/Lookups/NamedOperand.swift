/// A field, by its name.
///
/// It stands for the field where the model's columns cannot: in checks and indexes, which are declared in the attribute
/// of the model, and in conditions that are put together at run time.
///
/// ```swift
/// @Model(
///   indexes: [.on(F("email").lowercased(), unique: true)],
///   constraints: [.check("rating_in_range", F("rating") >= 0 && F("rating") <= 10)])
/// ```
///
/// In a query, the name may be a path along relations, with transforms at its end: `F("blog__name")`,
/// `F("pubDate.year")`.
public struct F: Sendable, Hashable {
  let name: String

  /// Names a field.
  public init(_ name: String) { self.name = name }
}

/// A field by name, or an expression of such fields.
public protocol NamedOperand: NamedArgument, IndexTerm {}

extension F: NamedOperand {
  /// The value of the field.
  public var namedExpression: NamedExpression { NamedExpression(.name(name)) }
}

extension NamedExpression: NamedOperand {
  /// The expression itself.
  public var namedExpression: NamedExpression { self }
}

// MARK: - Comparisons

extension NamedOperand {
  /// A condition by the name of a look-up.
  ///
  /// ```swift
  /// F("headline").lookup("icontains", "lennon")
  /// F("pubDate").lookup("range", day...otherDay)
  /// ```
  public func lookup(_ name: String, _ value: some NamedArgument) -> NamedExpression {
    NamedExpression(.lookup(namedExpression, name, value.namedExpression))
  }

  /// Equal.
  public static func == (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("exact", rhs) }
  /// Not equal; true whenever `==` is not.
  public static func != (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("ne", rhs) }
  /// Below.
  public static func < (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("lt", rhs) }
  /// At most.
  public static func <= (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("lte", rhs) }
  /// Above.
  public static func > (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("gt", rhs) }
  /// At least.
  public static func >= (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.lookup("gte", rhs) }
  /// The value is NULL.
  public var isNull: NamedExpression { lookup("isnull", true) }
  /// The value is not NULL.
  public var isNotNull: NamedExpression { lookup("isnull", false) }
}

extension NamedExpression {
  /// Both conditions hold.
  public static func && (lhs: NamedExpression, rhs: NamedExpression) -> NamedExpression {
    NamedExpression(.all(lhs.conjuncts + rhs.conjuncts))
  }

  /// At least one condition holds.
  public static func || (lhs: NamedExpression, rhs: NamedExpression) -> NamedExpression {
    NamedExpression(.any(lhs.disjuncts + rhs.disjuncts))
  }

  /// Exactly one condition holds.
  public static func ^ (lhs: NamedExpression, rhs: NamedExpression) -> NamedExpression {
    NamedExpression(.exclusiveOr(lhs, rhs))
  }

  /// The condition does not hold.
  public static prefix func ! (condition: NamedExpression) -> NamedExpression { NamedExpression(.not(condition)) }

  private var conjuncts: [NamedExpression] { if case .all(let terms) = node, !terms.isEmpty { terms } else { [self] } }
  private var disjuncts: [NamedExpression] { if case .any(let terms) = node, !terms.isEmpty { terms } else { [self] } }
}

// In an extension of the protocol, so that `.count()` and the others can stand where any argument can.
extension NamedArgument where Self == NamedExpression {
  /// All of the conditions hold; without any, it always holds.
  public static func all(_ conditions: [NamedExpression]) -> NamedExpression { NamedExpression(.all(conditions)) }

  /// At least one of the conditions holds; without any, it never holds.
  public static func any(_ conditions: [NamedExpression]) -> NamedExpression { NamedExpression(.any(conditions)) }

  /// A condition by a path with a look-up at its end, as in `filter`.
  ///
  /// ```swift
  /// NamedExpression.match("blog__name__icontains", "beatles")
  /// ```
  public static func match(_ name: String, _ value: some NamedArgument) -> NamedExpression {
    NamedExpression(.match(name, value.namedExpression))
  }

  /// A value. It is bound, like all values.
  public static func value(_ value: some FieldValue) -> NamedExpression { value.namedExpression }

  /// A text from outside, which is parsed as the type of the field that it is compared with.
  ///
  /// For `in` and `range` it is a list with commas: `7,8,9`.
  public static func text(_ text: String) -> NamedExpression { NamedExpression(.text(text)) }

  /// A field of the query around the one in which this stands.
  ///
  /// ```swift
  /// // Blogs that have a good entry:
  /// Blog.objects.filter(where: .exists(NamedQuery("Entry").filter(F("blog") == .outer("pk") && F("rating") > 8)))
  /// ```
  ///
  /// - Parameters:
  ///   - name: The path to the field.
  ///   - levels: How many queries lie between; 1 for the next one.
  public static func outer(_ name: String, levels: Int = 1) -> NamedExpression {
    NamedExpression(.outer(name, levels: levels))
  }
}

// MARK: - Functions

extension NamedOperand {
  /// A function by its name, of this value and others.
  ///
  /// ```swift
  /// F("headline").applying("prefix", 10) // SUBSTR("entry"."headline", 1, 10)
  /// ```
  public func applying(_ function: String, _ arguments: any NamedArgument...) -> NamedExpression {
    NamedExpression(.call(function, [namedExpression] + arguments.map(\.namedExpression)))
  }

  /// The text in lower case: `LOWER`.
  ///
  /// It is the same expression as `lowercased()` in a query, so the query can use an index on it. The database defines
  /// the conversion: PostgreSQL uses the locale of the database. SQLite's function converts ASCII letters only, so "É"
  /// and "é" stay different; a function of Kindred's for all of Unicode would make the file unusable for other programs.
  public func lowercased() -> NamedExpression { applying("lower") }

  /// The text in upper case: `UPPER`, with the limits of ``lowercased()``.
  ///
  /// On PostgreSQL, `iExact` and the other case-insensitive look-ups compare upper case, so they can use an index on
  /// it.
  public func uppercased() -> NamedExpression { applying("upper") }

  /// The number of the text's Unicode scalars: `LENGTH`.
  public var length: NamedExpression { applying("length") }

  /// The sum; for texts, the concatenation.
  public static func + (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.applying("add", rhs) }
  /// The difference.
  public static func - (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.applying("subtract", rhs) }
  /// The product.
  public static func * (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.applying("multiply", rhs) }
  /// The quotient. Division of integers truncates.
  public static func / (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.applying("divide", rhs) }
  /// The remainder of the division of two integers.
  public static func % (lhs: Self, rhs: some NamedArgument) -> NamedExpression { lhs.applying("remainder", rhs) }
}

extension NamedArgument where Self == NamedExpression {
  /// A function by its name.
  ///
  /// ```swift
  /// NamedExpression.function("coalesce", F("note"), "none")
  /// ```
  public static func function(_ name: String, _ arguments: any NamedArgument...) -> NamedExpression {
    NamedExpression(.call(name, arguments.map(\.namedExpression)))
  }

  /// A value that depends on conditions: the result of the first one that holds.
  ///
  /// ```swift
  /// NamedExpression.when([(F("rating") > 7, "good"), (F("rating") > 3, "fair")], otherwise: "poor")
  /// ```
  ///
  /// - Parameters:
  ///   - cases: Conditions and results.
  ///   - otherwise: The result where no condition holds; NULL by default.
  public static func when(
    _ cases: [(condition: NamedExpression, result: any NamedArgument)], otherwise: (any NamedArgument)? = nil
  ) -> NamedExpression {
    let cases = cases.map { NamedCase(condition: $0.condition, result: $0.result.namedExpression) }
    return NamedExpression(.conditional(cases, otherwise: otherwise?.namedExpression))
  }
}

// MARK: - Aggregates

extension NamedArgument where Self == NamedExpression {
  /// An aggregate by its name.
  ///
  /// ```swift
  /// NamedExpression.aggregate("sum", F("entry__rating"), filter: F("entry__note").isNull, default: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - name: The name, such as `count`, `sum`, `avg`, `min`, `max`.
  ///   - arguments: What it is taken of, and what else it needs.
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  ///   - fallback: The result where there are no values.
  ///   - order: The order of the values, for aggregates that depend on it.
  public static func aggregate(
    _ name: String, _ arguments: any NamedArgument..., distinct: Bool = false, filter: NamedExpression? = nil,
    default fallback: (any NamedArgument)? = nil, orderBy order: [NamedOrdering] = []
  ) -> NamedExpression {
    NamedExpression(
      .aggregate(
        NamedAggregateCall(
          name: name, arguments: arguments.map(\.namedExpression), isDistinct: distinct, filter: filter,
          fallback: fallback?.namedExpression, order: order)))
  }

  /// The number of rows; of a path, the number of rows in which it is not NULL, or of related rows.
  public static func count(_ path: String? = nil, distinct: Bool = false, filter: NamedExpression? = nil)
    -> NamedExpression
  {
    let arguments = path == nil || path == "*" ? [] : [F(path ?? "").namedExpression]
    return NamedExpression(
      .aggregate(NamedAggregateCall(name: "count", arguments: arguments, isDistinct: distinct, filter: filter)))
  }

  /// The sum of the values at the end of a path.
  public static func sum(_ path: String) -> NamedExpression { .aggregate("sum", F(path)) }
  /// The average of the values at the end of a path.
  public static func avg(_ path: String) -> NamedExpression { .aggregate("avg", F(path)) }
  /// The smallest of the values at the end of a path.
  public static func min(_ path: String) -> NamedExpression { .aggregate("min", F(path)) }
  /// The largest of the values at the end of a path.
  public static func max(_ path: String) -> NamedExpression { .aggregate("max", F(path)) }
}

// MARK: - Queries

extension NamedArgument where Self == NamedExpression {
  /// Whether a query has rows.
  public static func exists(_ query: NamedQuery) -> NamedExpression { NamedExpression(.query(query, .exists)) }
  /// The value of a query's first row; NULL where there is none. The query selects one column.
  public static func scalar(_ query: NamedQuery) -> NamedExpression { NamedExpression(.query(query, .scalar)) }
  /// The number of a query's rows.
  public static func rowCount(_ query: NamedQuery) -> NamedExpression { NamedExpression(.query(query, .count)) }
  /// The values of a query, for `in`. The query selects one column; without a selection, its keys are meant.
  public static func rows(_ query: NamedQuery) -> NamedExpression { NamedExpression(.query(query, .rows)) }
}
