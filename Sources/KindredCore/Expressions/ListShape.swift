/// How many placeholders a list of values takes.
///
/// Lists of similar length share one statement: beyond five values they are padded to a power of two with their last
/// value, which changes nothing about membership. Very long ones travel as one parameter.
enum ListShape: Hashable {
  case placeholders(Int)
  case oneParameter

  /// The most values that have placeholders of their own.
  static let longestOfPlaceholders = 1024

  init(count: Int) {
    switch count {
    case ...5: self = .placeholders(count)
    case ...Self.longestOfPlaceholders: self = .placeholders(1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    default: self = .oneParameter
    }
  }

  /// How many parameters the list takes.
  var parameterCount: Int {
    switch self {
    case .placeholders(let count): count
    case .oneParameter: 1
    }
  }

  func append(_ list: [DatabaseValue], to values: inout [DatabaseValue]) {
    switch self {
    case .oneParameter: values.append(.list(list))
    case .placeholders(let count):
      values.append(contentsOf: list)
      if let last = list.last { values.append(contentsOf: repeatElement(last, count: count - list.count)) }
    }
  }
}
