// placeholder
export default { id: "healing", ready: () => false, show: () => [] };
