/// Access levels, from lowest to highest.
package enum AccessLevel: Int, Sendable, Comparable {
  case filePrivate
  case `internal`
  case package
  case `public`

  package static func < (lhs: AccessLevel, rhs: AccessLevel) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The modifier before a declaration, followed by a space.
  package var prefix: String {
    switch self {
    case .filePrivate: "fileprivate "
    case .internal: ""
    case .package: "package "
    case .public: "public "
    }
  }

  /// The modifier of a member that serves the whole model. Members of a private type need none.
  package var memberPrefix: String { self == .filePrivate ? "" : prefix }
}
