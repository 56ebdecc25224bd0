/// `get` found no object.
public struct DoesNotExistError<M: Model>: Error, Sendable, CustomStringConvertible {
  /// What was looked for, without values.
  public let description: String

  @usableFromInline
  init(_ reason: String = "no row matches") { description = "\(M.schema.name) does not exist: \(reason)" }
}

/// `get` found more than one object.
public struct MultipleObjectsReturnedError<M: Model>: Error, Sendable, CustomStringConvertible {
  /// How many were found; counting stops at 21.
  public let count: Int

  /// How many were found, in words.
  public var description: String {
    "get() returned \(count > 20 ? "more than 20" : "\(count)") \(M.schema.name) objects instead of one; narrow the condition"
  }
}

extension Model {
  /// The error of a look-up that finds nothing.
  public typealias DoesNotExist = DoesNotExistError<Self>
  /// The error of a look-up that finds several.
  public typealias MultipleObjectsReturned = MultipleObjectsReturnedError<Self>
}
