/// The declared types and the names of their members.
package struct TypeIndex {
  /// A member and its position.
  struct Member {
    let name: String
    let place: Place
  }

  /// The kind of a declared type, and what its declarations say about it.
  struct Description {
    enum Kind {
      case `enum`
      case model
      case other
    }

    var kind = Kind.other
    /// The names after the colon, in the declaration and in extensions.
    var inherited: Set<String> = []
    /// The names of its attributes.
    var attributes: Set<String> = []
  }

  private(set) var types: Set<[String]> = []
  private var descriptions: [[String]: Description] = [:]
  private var extensions: [[String]: Set<String>] = [:]
  private var members: [[String]: [Member]] = [:]

  mutating func add(type path: [String]) { types.insert(path) }

  mutating func add(_ description: Description, of path: [String]) { descriptions[path] = description }

  mutating func add(conformances: Set<String>, to path: [String]) {
    extensions[path, default: []].formUnion(conformances)
  }

  /// What is known about a type of the target; nil if it is declared elsewhere, or is a protocol or an alias.
  func description(of path: [String]) -> Description? {
    guard var description = descriptions[path] else { return nil }
    // An extension may name a type by any part of its path.
    for (extended, conformances) in extensions where path.suffix(extended.count) == extended[...] {
      description.inherited.formUnion(conformances)
    }
    return description
  }

  mutating func add(member: Member, to path: [String]) { members[path, default: []].append(member) }

  /// A member of a type, in its declaration or in an extension.
  func member(_ name: String, of path: [String]) -> Member? { members[path]?.first { $0.name == name } }

  /// The full path of a type named inside a scope. Searches from the innermost scope outwards.
  func path(of name: String, in scope: [String]) -> [String]? {
    for depth in stride(from: scope.count, through: 0, by: -1) {
      let candidate = Array(scope.prefix(depth)) + [name]
      if types.contains(candidate) { return candidate }
    }
    return nil
  }
}
