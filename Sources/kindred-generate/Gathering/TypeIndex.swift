/// The declared types and the names of their members.
package struct TypeIndex {
  /// A member and its position.
  struct Member {
    let name: String
    let place: Place
  }

  private(set) var types: Set<[String]> = []
  private var members: [[String]: [Member]] = [:]

  mutating func add(type path: [String]) { types.insert(path) }

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
