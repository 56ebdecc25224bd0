import KindredCore

/// A pattern as the steps of an automaton, which is in several of them at once. The time that a match takes grows with the
/// product of the lengths of the text and of the pattern, whatever they are.
final class PatternProgram: Sendable {
  private enum Step: Sendable {
    /// Takes one scalar of the set and goes on.
    case scalar(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case boundary(isNegated: Bool)
    case match
  }

  private let steps: [Step]

  init(_ pattern: TextPattern) {
    var steps: [Step] = []
    Self.append(pattern.root, to: &steps)
    steps.append(.match)
    self.steps = steps
  }

  private static func append(_ node: TextPattern.Node, to steps: inout [Step]) {
    switch node {
    case .scalar(let set): steps.append(.scalar(set))
    case .start: steps.append(.start)
    case .end: steps.append(.end)
    case .boundary(let isNegated): steps.append(.boundary(isNegated: isNegated))
    case .sequence(let nodes): for node in nodes { append(node, to: &steps) }
    case .choice(let nodes):
      var jumps: [Int] = []
      for (index, node) in nodes.enumerated() {
        guard index < nodes.count - 1 else {
          append(node, to: &steps)
          break
        }
        let split = steps.count
        steps.append(.match)
        append(node, to: &steps)
        jumps.append(steps.count)
        steps.append(.match)
        steps[split] = .split(split + 1, steps.count)
      }
      for jump in jumps { steps[jump] = .jump(steps.count) }
    case .repeated(let node, let least, let most):
      for _ in 0..<least { append(node, to: &steps) }
      guard let most else {
        let split = steps.count
        steps.append(.match)
        append(node, to: &steps)
        steps.append(.jump(split))
        steps[split] = .split(split + 1, steps.count)
        return
      }
      var splits: [Int] = []
      for _ in least..<max(least, most) {
        splits.append(steps.count)
        steps.append(.match)
        append(node, to: &steps)
      }
      for split in splits { steps[split] = .split(split + 1, steps.count) }
    }
  }

  /// Whether the pattern matches somewhere in a text.
  func matches(_ text: some Sequence<Unicode.Scalar>) -> Bool {
    var run = Run(steps: steps)
    var scalars = text.makeIterator()
    var previous: UInt32?
    var next = scalars.next()?.value
    while true {
      // A match may begin at each place.
      if run.enter(0, previous, next) { return true }
      guard let scalar = next else { return false }
      next = scalars.next()?.value
      if run.take(scalar, followedBy: next) { return true }
      previous = scalar
    }
  }

  /// The steps that the automaton is in.
  private struct Run {
    let steps: [Step]
    /// The steps that wait for a scalar.
    private var waiting: [Int] = []
    /// For each step, the number of the place at which it was entered last.
    private var entered: [Int]
    private var place = 0
    private var stack: [Int] = []

    init(steps: [Step]) {
      self.steps = steps
      entered = Array(repeating: -1, count: steps.count)
    }

    /// Enters a step and all that follow it without a scalar.
    ///
    /// - Returns: Whether the text matches.
    mutating func enter(_ step: Int, _ previous: UInt32?, _ next: UInt32?) -> Bool {
      stack.append(step)
      while let index = stack.popLast() {
        if entered[index] == place { continue }
        entered[index] = place
        switch steps[index] {
        case .scalar: waiting.append(index)
        case .split(let first, let second):
          stack.append(second)
          stack.append(first)
        case .jump(let target): stack.append(target)
        case .start: if previous == nil { stack.append(index + 1) }
        case .end: if next == nil { stack.append(index + 1) }
        case .boundary(let isNegated):
          let isBoundary = Self.isWord(previous) != Self.isWord(next)
          if isBoundary != isNegated { stack.append(index + 1) }
        case .match:
          stack.removeAll(keepingCapacity: true)
          return true
        }
      }
      return false
    }

    mutating func take(_ scalar: UInt32, followedBy next: UInt32?) -> Bool {
      let current = waiting
      waiting.removeAll(keepingCapacity: true)
      place += 1
      for index in current {
        guard case .scalar(let set) = steps[index], set.contains(scalar) else { continue }
        if enter(index + 1, scalar, next) { return true }
      }
      return false
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
      scalar.map { ScalarSet.wordCharacters.contains($0) } ?? false
    }
  }
}
