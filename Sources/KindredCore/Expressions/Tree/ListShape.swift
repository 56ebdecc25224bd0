/// The number of placeholders for a list of values.
///
/// Lists of similar length share a statement: beyond five values they are padded to a power of two by repeating the
/// last value, which does not change the result. Very long lists are bound as one parameter.
enum ListShape: Hashable {
  case placeholders(Int)
  case oneParameter

  /// The maximum number of values with separate placeholders.
  private static let maximumPlaceholders = 1024

  init(count: Int) {
    switch count {
    case ...5: self = .placeholders(count)
    case ...Self.maximumPlaceholders: self = .placeholders(1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    case _: self = .oneParameter
    }
  }

  /// The shape with exactly as many placeholders as values, for text of the user's.
  init(exactly count: Int) { self = count <= Self.maximumPlaceholders ? .placeholders(count) : .oneParameter }

  /// A number that is unique for the shape.
  var number: Int {
    switch self {
    case .placeholders(let count): count
    case .oneParameter: -1
    }
  }
}
