/// A regular expression of the dialect that all databases share.
///
/// It only says whether a text matches, so that greedy and lazy repetitions are the same. Each driver makes from it what
/// its database understands.
package struct TextPattern: Sendable, Hashable {
  package indirect enum Node: Sendable, Hashable {
    /// One scalar of a set.
    case scalar(ScalarSet)
    /// The beginning of the text.
    case start
    /// The end of the text.
    case end
    /// The beginning or the end of a word, or any other place.
    case boundary(isNegated: Bool)
    case sequence([Node])
    case choice([Node])
    /// - Parameter most: nil for any number.
    case repeated(Node, least: Int, most: Int?)
  }

  package let root: Node

  /// The largest number of repetitions that can be asked for, as on PostgreSQL.
  static let mostRepetitions = 255
  /// The largest number of steps that a pattern may have after its repetitions were written out. PostgreSQL takes seconds
  /// to prepare a pattern with more.
  static let mostSteps = 1000

  /// Parses a pattern.
  ///
  /// - Throws: ``PatternProblem``.
  package init(_ text: String, ignoringCase: Bool = false) throws {
    var parser = PatternParser(text, ignoresCase: ignoringCase)
    root = try parser.pattern()
    if root.nestedRepetitions > Self.mostRepetitions {
      throw PatternProblem(
        position: 1, text: "repetitions inside each other may ask for no more than \(Self.mostRepetitions) in all")
    }
    if root.steps > Self.mostSteps {
      throw PatternProblem(position: 1, text: "it is too long with its repetitions; write it with smaller bounds")
    }
  }
}

/// What is wrong with a pattern, and where.
package struct PatternProblem: Error {
  /// The number of the character, from 1.
  let position: Int
  /// A description that contains nothing of the pattern.
  let text: String
}

extension TextPattern.Node {
  /// The largest product of bounds of repetitions inside each other.
  var nestedRepetitions: Int {
    switch self {
    case .scalar, .start, .end, .boundary: 1
    case .sequence(let nodes), .choice(let nodes): nodes.reduce(1) { max($0, $1.nestedRepetitions) }
    case .repeated(let node, let least, let most): min(max(least, most ?? 1, 1) * node.nestedRepetitions, 1_000_000)
    }
  }

  /// The number of steps of a program for it. It stays small enough to be added up.
  var steps: Int {
    let sum =
      switch self {
      case .scalar, .start, .end, .boundary: 1
      case .sequence(let nodes): nodes.reduce(0) { $0 + $1.steps }
      case .choice(let nodes): nodes.reduce(0) { $0 + $1.steps + 2 }
      case .repeated(let node, let least, nil): (least + 1) * (node.steps + 2)
      case .repeated(let node, _, let most?): most * (node.steps + 1)
      }
    return min(sum, 1_000_000)
  }
}
