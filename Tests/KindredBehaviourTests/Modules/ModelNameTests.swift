import Kindred
import Names
import Testing

@Suite("Models with the names of other types")
struct ModelNameTests {
  @Test("Models called Key, Model, Date, Field and the like are created, filtered, followed and deleted")
  func names() async throws {
    try await withDatabase { _ async throws in
      let found = try await exerciseNames(on: try #require(Database.current))
      #expect(
        found == [
          "key child 1 May key child", #"["child", "model"] [1, 1]"#, "key", "child", "1 May",
          #"[Optional("1 May"), nil]"#, #"["a", "b"]"#, "key", "field", "field", "path", "1",
          "5",
          "false",
        ])
    }
  }
}
