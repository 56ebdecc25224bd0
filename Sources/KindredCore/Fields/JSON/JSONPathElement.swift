/// One step into a JSON document: the key of an object's member, or the index of an array's element.
public enum JSONPathElement: Sendable, Hashable {
  /// A member of an object.
  case key(String)
  /// An element of an array, from 0. Negative indexes count from the end: -1 is the last element.
  case index(Int)

  /// The element that a name at run time stands for: an index if it is an integer, and otherwise a key.
  ///
  /// ```swift
  /// "owner__pets__0__name".split(separator: "_").map { JSONPathElement(name: String($0)) }
  /// ```
  public init(name: String) { self = Int(name).map { .index($0) } ?? .key(name) }
}

extension JSONPathElement: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A key.
  public init(stringLiteral key: String) { self = .key(key) }
  /// An index.
  public init(integerLiteral index: Int) { self = .index(index) }
}
