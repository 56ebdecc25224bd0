/// An expression that speaks of fields by name.
///
/// It is a plain value: it can be compared, stored as JSON and sent over a network. When it is used, it is resolved
/// against the schema of a model, into the same operations that typed closures write. Names never become SQL text, and
/// values are always bound.
///
/// ```swift
/// let good = F("rating") >= 8 && F("blog__name").lookup("istartswith", "beatles")
/// try await Entry.objects.filter(where: good).all()
/// // the same as Entry.objects.filter { $0.rating >= 8 && $0.blog.name.iStartsWith("beatles") }
/// ```
///
/// Checks and indexes of a model are named expressions, because they are declared where the model's columns do not exist
/// yet.
public struct NamedExpression: Sendable, Hashable {
  package indirect enum Node: Sendable, Hashable {
    /// A path of relations to a field or an annotation, and transforms behind it.
    case name(String)
    /// The same of a query around the one in which it stands.
    case outer(String, levels: Int)
    case value(DatabaseValue)
    /// A text from outside, which is parsed as the type of the field that it is compared with.
    case text(String)
    /// A value that no column can hold.
    case unstorable(UnstorableValue)
    /// An object, whose key is meant.
    case object(ObjectArgument)
    /// A query that was built with typed closures.
    case request(RequestArgument)
    /// Values and expressions in a list.
    case list([NamedExpression])
    /// A path with a look-up at its end.
    case match(String, NamedExpression)
    /// A look-up on an expression.
    case lookup(NamedExpression, String, NamedExpression)
    /// A function, by its name.
    case call(String, [NamedExpression])
    case all([NamedExpression])
    case any([NamedExpression])
    case exclusiveOr(NamedExpression, NamedExpression)
    case not(NamedExpression)
    case conditional([NamedCase], otherwise: NamedExpression?)
    case aggregate(NamedAggregateCall)
    case window(NamedWindowCall)
    case query(NamedQuery, NamedQueryForm)
    /// The text of a check or an index as a database prints it, which has no other form. Queries refuse it.
    case sql(String)
  }

  package let node: Node

  package init(_ node: Node) { self.node = node }

  /// An expression that is refused where it is used, for the reason given.
  package init(unreadable problem: String) {
    node = .unstorable(UnstorableValue(error: FieldValueError(problem)))
  }
}

/// A condition of a `CASE`, and the result where it holds.
package struct NamedCase: Sendable, Hashable {
  package let condition: NamedExpression
  package let result: NamedExpression
}

/// An aggregate with its options.
package struct NamedAggregateCall: Sendable, Hashable {
  package var name: String
  package var arguments: [NamedExpression]
  package var isDistinct = false
  package var filter: NamedExpression?
  package var fallback: NamedExpression?
  package var order: [NamedOrdering] = []
}

/// What is asked of a query inside an expression.
package enum NamedQueryForm: String, Sendable, Hashable {
  /// Whether it has rows.
  case exists
  /// The one value of its first row.
  case scalar
  /// How many rows it has.
  case count
  /// Its values, for `in`.
  case rows
}

/// What stands for a value that no column can hold: the reason, without the value.
package struct UnstorableValue: Sendable, Hashable {
  let error: FieldValueError
}

/// An object in the place of a value.
package struct ObjectArgument: Sendable, Hashable {
  let object: any Model

  package static func == (lhs: ObjectArgument, rhs: ObjectArgument) -> Bool {
    AnyHashable(lhs.object) == AnyHashable(rhs.object)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(object)) }
}

/// A typed query in the place of a value. Two of them are equal if they are the same.
package final class RequestArgument: Sendable, Hashable {
  let request: RowRequest
  /// The type of its values; nil for objects.
  let type: (any FieldValue.Type)?

  init(_ request: RowRequest, _ type: (any FieldValue.Type)?) {
    self.request = request
    self.type = type
  }

  package static func == (lhs: RequestArgument, rhs: RequestArgument) -> Bool { lhs === rhs }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

// MARK: - Arguments

/// What can stand beside a name: a value, an object, a list, a range, a query, a field, or an expression.
///
/// ```swift
/// Entry.objects.filter("rating__gte", 8)
/// Entry.objects.filter("blog", blog)
/// Entry.objects.filter("rating__in", [7, 8, 9])
/// Entry.objects.filter("rating__range", 4...6)
/// Entry.objects.filter("comments__gt", F("rating"))
/// Entry.objects.filter("blog__in", Blog.objects.filter { $0.name.contains("Beatles") })
/// ```
public protocol NamedArgument {
  /// The argument as an expression.
  var namedExpression: NamedExpression { get }
}

extension FieldValue {
  /// The value as an expression.
  public var namedExpression: NamedExpression {
    do {
      return NamedExpression(.value(try databaseValue()))
    } catch {
      let error = error as? FieldValueError ?? FieldValueError("the value cannot be stored")
      return NamedExpression(.unstorable(UnstorableValue(error: error)))
    }
  }
}

extension Model {
  /// The object as an expression.
  public var namedExpression: NamedExpression { NamedExpression(.object(ObjectArgument(object: self))) }
}

extension Optional: NamedArgument where Wrapped: NamedArgument {
  /// The value as an expression, NULL for nil.
  public var namedExpression: NamedExpression { self?.namedExpression ?? NamedExpression(.value(.null)) }
}

extension Array: NamedArgument where Element: NamedArgument {
  /// The list as an expression.
  public var namedExpression: NamedExpression { .list(map(\.namedExpression)) }
}

extension Set: NamedArgument where Element: NamedArgument {
  /// The list as an expression.
  public var namedExpression: NamedExpression { .list(map(\.namedExpression)) }
}

extension ClosedRange: NamedArgument where Bound: NamedArgument {
  /// Both ends of the range, for `range`.
  public var namedExpression: NamedExpression {
    .list([lowerBound.namedExpression, upperBound.namedExpression])
  }
}

extension QuerySet: NamedArgument {
  /// The keys of the rows, for `in`.
  public var namedExpression: NamedExpression { NamedExpression(.request(RequestArgument(request, nil))) }
}

extension RelatedManager: NamedArgument {
  /// The keys of the rows, for `in`.
  public var namedExpression: NamedExpression { NamedExpression(.request(RequestArgument(request, nil))) }
}

extension ResultQuery: NamedArgument where Element: FieldValue {
  /// The values of the rows, for `in`, or the value of the first one.
  public var namedExpression: NamedExpression { NamedExpression(.request(RequestArgument(request, Element.self))) }
}

extension NamedExpression {
  /// A list. One of plain values only is a value itself.
  static func list(_ items: [NamedExpression]) -> NamedExpression {
    var values: [DatabaseValue] = []
    for item in items {
      guard case .value(let value) = item.node else { return NamedExpression(.list(items)) }
      values.append(value)
    }
    return NamedExpression(.value(.list(values)))
  }
}

/// `nil` where any other argument could stand.
///
/// It has no values: `filter("tagline", nil)` takes an optional of it.
public enum NoArgument: Sendable {}
