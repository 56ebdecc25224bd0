/// How far a declaration can be seen, from the least to the most.
package enum AccessLevel: Int, Sendable, Comparable {
  case filePrivate
  case `internal`
  case package
  case `public`

  package static func < (lhs: AccessLevel, rhs: AccessLevel) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The modifier with a space behind it, as it stands before a declaration.
  package var prefix: String {
    switch self {
    case .filePrivate: "fileprivate "
    case .internal: ""
    case .package: "package "
    case .public: "public "
    }
  }

  /// The modifier of a member that serves the whole model: a member of a private type needs none.
  package var memberPrefix: String { self == .filePrivate ? "" : prefix }
}
