import SeededRandom

/// Draws what a query is made of, and the values in it, from two sources: the same structure can have other values.
struct Draw {
  var structure: SeededGenerator
  var values: SeededGenerator
  /// How many conditions on related rows stand around what is drawn.
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
