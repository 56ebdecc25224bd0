import Isolated
import Kindred
import Testing

@Suite("Models of a module that is isolated to the main actor")
struct MainActorTests {
  @Test("They are created, filtered and followed, there and elsewhere")
  func exercise() async throws {
    try await withDatabase { _ async throws in
      #expect(
        try await exerciseMainActor(on: try #require(Database.current)) == [
          #"Minka calm 1 ["ball"] ["Minka", "Minka"]"#, "Tom", "Minka", #"["ball"]"#, "Minka", "2",
        ])
    }
  }
}
