import Kindred
import Testing

@Suite("Errors of looking for one object, and what hid errors")
struct LookupErrorTests {
  @Test("A deletion that would set a key which cannot be stored is refused")
  func unusableKey() async throws {
    try await withDatabase { _ async throws in
      let kennel = try await Kennel.objects.create(name: "x")
      try await Dog.objects.create(kennel: kennel)
      let error = await kindredError(.unsavedObject) { try await kennel.delete() }
      #expect(error?.model == "Dog" && error?.column == "kennel_id")
      #expect(try await Dog.objects.get().kennelID == kennel.id)
    }
  }
}
