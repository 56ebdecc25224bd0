/// How many placeholders a list of values takes.
///
/// Lists of similar length share one statement: beyond five values they are padded to a power of two with their last
/// value, which changes nothing about membership. Very long ones travel as one parameter.
enum ListShape: Hashable {
  case placeholders(Int)
  case oneParameter

  /// The most values that have placeholders of their own.
  private static let longestOfPlaceholders = 1024

  init(count: Int) {
    switch count {
    case ...5: self = .placeholders(count)
    case ...Self.longestOfPlaceholders: self = .placeholders(1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    case _: self = .oneParameter
    }
  }

  /// A number of its own.
  var number: Int {
    switch self {
    case .placeholders(let count): count
    case .oneParameter: -1
    }
  }
}
