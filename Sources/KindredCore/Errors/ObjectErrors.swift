/// A look-up found no object, of any model. A web framework answers it with 404.
///
/// ```swift
/// do {
///   return try await handle(request)
/// } catch is any ObjectDoesNotExist {
///   return Response(status: .notFound)
/// }
/// ```
public protocol ObjectDoesNotExist: Error, CustomStringConvertible {
  /// The name of the model whose object was looked for.
  var model: String { get }
}

/// A look-up for one object found several, of any model.
public protocol MultipleObjectsFound: Error, CustomStringConvertible {
  /// The name of the model whose object was looked for.
  var model: String { get }
  /// How many were found; counting stops at 21.
  var count: Int { get }
}

/// `get` found no object.
public struct DoesNotExistError<M: Model>: ObjectDoesNotExist, Sendable {
  /// The model's name.
  public var model: String { M.schema.name }
  /// The query, without values.
  public let description: String

  @usableFromInline
  init(_ reason: String = "no row matches") { description = "\(M.schema.name) does not exist: \(reason)" }
}

/// `get` found more than one object.
public struct MultipleObjectsReturnedError<M: Model>: MultipleObjectsFound, Sendable {
  /// The model's name.
  public var model: String { M.schema.name }
  /// How many were found; counting stops at 21.
  public let count: Int

  /// The number of objects found, in words.
  public var description: String {
    "get() returned \(count > 20 ? "more than 20" : "\(count)") \(M.schema.name) objects instead of one; narrow the condition"
  }
}

extension Model {
  /// The error of a look-up that found nothing.
  public typealias DoesNotExist = DoesNotExistError<Self>
  /// The error of a look-up that found several objects.
  public typealias MultipleObjectsReturned = MultipleObjectsReturnedError<Self>
}
