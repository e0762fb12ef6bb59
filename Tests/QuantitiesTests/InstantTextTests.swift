import Quantities
import Testing

@Suite("Instants as text")
struct InstantTextTests {
  @Test(
    "have a text, whatever they are",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (-86_400_000_000_000, "1969-12-31T00:00:00Z"),
      (1_621_429_200_500_000_000, "2021-05-19T13:00:00.500Z"),
      (.max, "2262-04-11T23:47:16.854775807Z"), (.min, "1677-09-21T00:12:43.145224192Z"),
    ] as [(Int64, String)])
  func texts(nanoseconds: Int64, text: String) {
    #expect(Instant(nanoseconds: nanoseconds).description == text)
  }
}
