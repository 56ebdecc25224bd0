import SeededRandom

/// Draws the structure of a query and its values from two generators, so that one structure can get different values.
struct Draw {
  var structure: SeededGenerator
  var values: SeededGenerator
  /// The number of enclosing conditions on related rows.
  var nesting = 0

  init(seed: Int, values: Int? = nil) {
    structure = SeededGenerator(seed: UInt64(bitPattern: Int64(seed)))
    self.values = SeededGenerator(seed: UInt64(bitPattern: Int64(values ?? seed &+ 1_000_003)))
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &structure) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func one<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
  mutating func number() -> Int { Int.random(in: -1...4, using: &values) }
  mutating func text() -> String { Sample.texts[Int.random(in: 0..<Sample.texts.count, using: &values)] }
}
