/// A type of documents whose keys are known to queries. `@JSONDocument` makes a struct conform.
public protocol JSONDocument: Codable, Sendable {
  /// The keys, with a property for each stored property of the type.
  associatedtype JSONKeys

  /// The keys.
  static var jsonKeys: JSONKeys { get }
}

/// The key of a property in a document.
public struct JSONKey<Value: Sendable>: Sendable {
  /// The key as it is in the document.
  public let name: String

  /// Makes a key.
  public init(_ name: String) { self.name = name }
}

/// An optional of any type.
public protocol JSONOptional {
  /// The type inside.
  associatedtype Wrapped
}

extension Optional: JSONOptional {}

// MARK: - Members of documents

extension JSONPath where Value: JSONDocument {
  /// The place of a document's property.
  public subscript<Member>(dynamicMember key: KeyPath<Value.JSONKeys, JSONKey<Member>>) -> JSONPath<Member> {
    appending(.key(Value.jsonKeys[keyPath: key].name))
  }
}

extension JSONPath where Value: JSONOptional, Value.Wrapped: JSONDocument {
  /// The place of a property of a document that may be absent.
  public subscript<Member>(dynamicMember key: KeyPath<Value.Wrapped.JSONKeys, JSONKey<Member>>) -> JSONPath<Member?> {
    appending(.key(Value.Wrapped.jsonKeys[keyPath: key].name))
  }

  /// The place of an optional property of a document that may be absent.
  public subscript<Member>(
    dynamicMember key: KeyPath<Value.Wrapped.JSONKeys, JSONKey<Member?>>
  ) -> JSONPath<Member?> {
    appending(.key(Value.Wrapped.jsonKeys[keyPath: key].name))
  }
}

// MARK: - Arrays and dictionaries

extension JSONPath {
  /// The place of an array's element. Negative indexes count from the end.
  public subscript<Element>(index: Int) -> JSONPath<Element?> where Value == [Element] { appending(.index(index)) }
  /// The place of an array's optional element.
  public subscript<Element>(index: Int) -> JSONPath<Element?> where Value == [Element?] { appending(.index(index)) }
  /// The place of an element of an array that may be absent.
  public subscript<Element>(index: Int) -> JSONPath<Element?> where Value == [Element]? { appending(.index(index)) }
  /// The place of an optional element of an array that may be absent.
  public subscript<Element>(index: Int) -> JSONPath<Element?> where Value == [Element?]? { appending(.index(index)) }

  /// The place of a dictionary's value.
  public subscript<Element>(key: String) -> JSONPath<Element?> where Value == [String: Element] { appending(.key(key)) }
  /// The place of a value of a dictionary that may be absent.
  public subscript<Element>(key: String) -> JSONPath<Element?> where Value == [String: Element]? {
    appending(.key(key))
  }
}
