/// Random numbers that a seed decides: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Draws what a query is made of, and the values in it, from two sources: the same structure can have other values.
struct Draw {
  var structure: SeededNumbers
  var values: SeededNumbers

  init(seed: Int, values: Int? = nil) {
    structure = SeededNumbers(seed: seed)
    self.values = SeededNumbers(seed: values ?? seed &+ 1_000_003)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &structure) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func one<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
  mutating func number() -> Int { Int.random(in: -1...4, using: &values) }
  mutating func text() -> String { Sample.texts[Int.random(in: 0..<Sample.texts.count, using: &values)] }
}
